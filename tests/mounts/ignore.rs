//! `.pramaignore`: what a folder itself leaves out, from the moment it says so until it does not any more.

use super::World;
use prama_tests::{eventually, runtime, start};
use serde_json::json;

const NAME: &str = "Scans/.pramaignore";

#[test]
fn what_a_folder_leaves_out_is_not_told_and_comes_into_view_when_it_is_let_in() {
    runtime().block_on(async {
        let mut world = World::plain().await;
        world.put(NAME, "# not yet\n*.log\ndrafts/\n");
        world.put("Scans/a.log", "left out, and there before");
        world.watch(json!([{"path": "Scans", "recursive": true, "ignore": ["keep/"], "hidden": true}])).await;
        world.until_state("Scans", "watching").await;
        for name in
            ["Scans/b.LOG", "Scans/drafts/c.txt", "Scans/keep/d.txt", "Scans/deep/e.txt", "Scans/f.txt"]
        {
            world.put(name, "first");
        }
        let mut told = vec!["added Scans/deep/e.txt", "added Scans/f.txt"];
        world.expect(&told).await;
        let path = world.path("Scans/b.LOG").display().to_string();
        let story = world.server.client.get(&format!("/api/files/biography?path={path}")).await;
        assert!(story["note"].as_str().unwrap().contains(".pramaignore"), "{story}");

        // What it lets in is told; what the configuration leaves out stays out.
        world.put(NAME, "!keep/\n*.log\n");
        told.push("added Scans/drafts/c.txt");
        world.expect(&told).await;

        // What was told before and is left out now stays as it was told, whatever happens to it.
        world.put(NAME, "*.log\n*.txt\n");
        world.until_followed(3).await;
        world.put("Scans/f.txt", "second, and longer");
        std::fs::remove_file(world.path("Scans/drafts/c.txt")).unwrap();
        world.put("Scans/mark.pdf", "%PDF-1.4 %%EOF");
        told.push("added Scans/mark.pdf");
        world.expect(&told).await;

        // Without it, all that is different from what was told is told, once.
        assert_eq!(world.server.stop(), Some(0));
        std::fs::write(world.path("Scans/while-off.log"), "made while nobody watched").unwrap();
        std::fs::remove_file(world.path(NAME)).unwrap();
        world.server = start(&world.path("data"), &[]).await;
        told.extend([
            "modified Scans/f.txt",
            "deleted Scans/drafts/c.txt",
            "added Scans/a.log",
            "added Scans/b.LOG",
            "added Scans/while-off.log",
        ]);
        world.expect(&told).await;

        // A line that can't be read is named, and the others count.
        world.put(NAME, "*.log\n[z-a]\n");
        let health = world.until("Scans", "names the line", |h| h["title"].is_string()).await;
        let text = format!("{} {}", health["title"], health["detail"]);
        assert!(text.contains("Scans/.pramaignore can't be read") && text.contains("Line 2"), "{health}");
        world.put("Scans/g.log", "left out");
        world.put("Scans/h.txt", "told");
        told.push("added Scans/h.txt");
        world.expect(&told).await;
    });
}

impl World {
    /// Waits until the source's log says so often that the list was taken up.
    async fn until_followed(&self, times: usize) {
        eventually("the new lines count", async || {
            let log = self.server.client.get(&format!("/api/event-sources/{}/log", super::MONITOR)).await;
            let lines = log["lines"].as_array()?;
            let said = |l: &&serde_json::Value| {
                l["text"].as_str().is_some_and(|t| t.contains(".pramaignore changed"))
            };
            (lines.iter().filter(said).count() >= times).then_some(())
        })
        .await;
    }
}
