//! Trust: the program of a source runs when it comes with the app, or when a person said yes to exactly this content.

mod contents;
mod diff;

pub(in crate::registry) use contents::Contents;
pub use diff::{DiffKind, DiffLine, FileChange, TrustFile};

use super::policy::Kind;
use super::snapshot::SourceSpec;
use super::{Registry, SourceError, View};
use prama_model::Problem;
use prama_store::trust::{self, Approval};
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, PoisonError};

/// Whether the program of a source may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustState {
    /// It comes with the app.
    Shipped,
    /// A person said yes to exactly this content or to every edit of the folder, or it is a copy of what ships.
    Trusted,
    /// Nobody was asked yet.
    New,
    /// A person said yes to another content.
    Changed,
    /// A person said no.
    Blocked,
}

/// What a person is asked to trust.
#[derive(Debug, Clone)]
pub struct Trust {
    /// Whether it may run.
    pub state: TrustState,
    /// Hash of the folder as it is now; empty when it cannot be made.
    pub hash: String,
    /// Whether later edits of the folder run without being asked.
    pub follows_edits: bool,
    /// What would be started.
    pub command: Vec<String>,
    /// The files, changed ones first.
    pub files: Vec<TrustFile>,
    /// Folders that the manifest says it needs.
    pub folders: Vec<String>,
    /// Hosts that the manifest says it talks to.
    pub network: Vec<String>,
    /// The manifest compared with the approved one, when it changed.
    pub manifest_diff: Option<Vec<DiffLine>>,
    /// Why the folder cannot be trusted as it is.
    pub problem: Option<Problem>,
}

/// A source's folder as it was read: what would be started from it.
#[derive(Debug)]
pub(super) struct Version {
    pub contents: Result<Contents, Box<Problem>>,
    /// The text of its manifest.
    pub manifest: String,
    /// What its manifest says it needs.
    pub permissions: Option<Value>,
    /// The argument vector, in words.
    pub command: Vec<String>,
    /// A copy of what ships under the same id.
    pub is_shipped_copy: bool,
}

impl Default for Version {
    fn default() -> Self {
        Self {
            contents: Ok(Contents::default()),
            manifest: String::new(),
            permissions: None,
            command: Vec::new(),
            is_shipped_copy: false,
        }
    }
}

impl Version {
    pub(super) fn hash(&self) -> &str {
        self.contents.as_ref().map_or("", |c| &c.hash)
    }
}

impl Registry {
    pub(super) fn approval(&self, base: &str) -> Approval {
        let approvals = self.inner.approvals.lock().unwrap_or_else(PoisonError::into_inner);
        approvals.get(base).cloned().unwrap_or_default()
    }

    /// Whether the program of a source may be started from its folder as it is now.
    pub(super) fn trust_state(&self, spec: &SourceSpec) -> TrustState {
        if spec.shipped {
            return TrustState::Shipped;
        }
        let approval = self.approval(spec.base());
        match self.kind(spec) {
            _ if approval.blocked => TrustState::Blocked,
            // Nothing of it is ever started.
            Kind::NoProgram => TrustState::Trusted,
            Kind::Driver | Kind::Process => judge(&approval, &spec.on_disk, &spec.dir),
        }
    }

    pub(super) fn is_trusted(&self, spec: &SourceSpec) -> bool {
        matches!(self.trust_state(spec), TrustState::Shipped | TrustState::Trusted)
    }

    /// The hash that the folder must still have when its program is started; `None`: any.
    pub(super) fn expected_hash(&self, spec: &SourceSpec) -> Option<String> {
        let any = spec.shipped || follows(&self.approval(spec.base()), &spec.dir);
        (!any).then(|| spec.version.hash().to_owned())
    }

    /// What a person sees of it.
    pub(super) fn trust_shown(&self, spec: &SourceSpec) -> Trust {
        let state = self.trust_state(spec);
        let approval = self.approval(spec.base());
        let now = &spec.on_disk;
        let differs = state == TrustState::Changed
            || (state == TrustState::Blocked && approval.hash.as_deref().is_some_and(|h| h != now.hash()));
        let declared = |name: &str| -> Vec<String> {
            let list = now.permissions.as_ref().and_then(|p| p.get(name)?.as_array());
            list.into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
        };
        Trust {
            state,
            hash: now.hash().to_owned(),
            follows_edits: follows(&approval, &spec.dir),
            command: now.command.clone(),
            files: diff::files(now.contents.as_ref().ok(), differs.then_some(approval.files.as_slice())),
            folders: declared("folders"),
            network: declared("network"),
            manifest_diff: (differs && approval.manifest != now.manifest)
                .then(|| diff::lines(&approval.manifest, &now.manifest)),
            problem: now.contents.as_ref().err().map(|p| Problem::clone(p)),
        }
    }

    /// A person says yes to the content with that hash; `follow_edits`: to later edits of this folder too. It starts.
    ///
    /// # Errors
    /// When there is no such source, its manifest has errors, or its folder has another content by now.
    pub async fn trust(&self, id: &str, hash: &str, follow_edits: bool) -> Result<View, SourceError> {
        let _one = self.inner.control.lock().await;
        self.scan().await;
        let spec = self.user_spec(id)?;
        if !spec.errors.is_empty() {
            return Err(self.unloadable(&spec.manifest.name));
        }
        let contents = match &spec.on_disk.contents {
            Ok(contents) if contents.hash == hash => contents,
            Ok(_) => {
                return Err(SourceError::conflict(
                    "SRC-021",
                    format!("The files of {} changed since they were shown to you.", spec.manifest.name),
                    "Nothing was trusted and nothing was started.",
                    "Look at what changed, then say yes to that.",
                ));
            }
            Err(problem) => return Err(SourceError::Conflict(problem.clone())),
        };
        let approval = Approval {
            hash: Some(hash.to_owned()),
            manifest: spec.on_disk.manifest.clone(),
            files: contents.files.iter().map(|f| (f.path.clone(), f.size_bytes, f.hash.clone())).collect(),
            follows: follow_edits.then(|| spec.dir.to_string_lossy().into_owned()),
            blocked: false,
        };
        self.keep_approval(spec.base(), approval).await?;
        // The version on disk takes the place of the one that went on meanwhile.
        self.scan().await;
        self.reconcile_family(spec.base(), true).await;
        self.settle_units();
        self.seen(id)
    }

    /// A person says no: nothing of the folder runs until somebody says yes.
    ///
    /// # Errors
    /// When there is no such source, or it comes with the app.
    pub async fn block(&self, id: &str) -> Result<View, SourceError> {
        let control = self.inner.control.lock().await;
        let spec = self.user_spec(id)?;
        let approval = Approval { blocked: true, follows: None, ..self.approval(spec.base()) };
        self.keep_approval(spec.base(), approval).await?;
        self.reconcile_family(spec.base(), false).await;
        self.scan().await;
        drop(control);
        self.all_left().await;
        self.seen(id)
    }

    async fn keep_approval(&self, base: &str, approval: Approval) -> Result<(), SourceError> {
        let (key, kept, now) = (base.to_owned(), approval.clone(), self.inner.clock.now_ms());
        self.inner.store.write(move |tx| trust::set(tx, &key, &kept, now)).await?;
        let mut approvals = self.inner.approvals.lock().unwrap_or_else(PoisonError::into_inner);
        approvals.insert(base.to_owned(), approval);
        Ok(())
    }

    /// A source out of a person's folder.
    fn user_spec(&self, id: &str) -> Result<Arc<SourceSpec>, SourceError> {
        let spec = self.spec(id)?;
        if spec.shipped {
            return Err(SourceError::conflict(
                "SRC-023",
                format!("{} comes with Prama.", spec.manifest.name),
                "It needs no trust and cannot be blocked.",
                "Stop it if it should not run.",
            ));
        }
        Ok(spec)
    }

    /// Why a source that is not trusted does not start.
    pub(super) fn untrusted(&self, spec: &SourceSpec) -> SourceError {
        SourceError::Conflict(Box::new(refusal(self.trust_state(spec), &spec.manifest.name)))
    }
}

/// Why a program is not started.
pub(in crate::registry) fn refusal(state: TrustState, name: &str) -> Problem {
    let (title, detail) = match state {
        TrustState::Blocked => (format!("{name} is blocked."), "A person said that nothing of it may run."),
        TrustState::New => {
            (format!("{name} is not trusted yet."), "Nothing of it runs before you say yes to its files.")
        }
        _ => (
            format!("The files of {name} changed since you trusted them."),
            "The changed version does not start before you say yes to it.",
        ),
    };
    Problem::new("SRC-020", title, detail).fix("Look at what it would run, then trust this version.")
}

fn judge(approval: &Approval, version: &Version, dir: &Path) -> TrustState {
    let approved = approval.hash.as_deref();
    match &version.contents {
        _ if follows(approval, dir) => TrustState::Trusted,
        Ok(contents) if approved == Some(&contents.hash) || version.is_shipped_copy => TrustState::Trusted,
        _ if approved.is_some() => TrustState::Changed,
        _ => TrustState::New,
    }
}

fn follows(approval: &Approval, dir: &Path) -> bool {
    !approval.blocked && approval.follows.as_deref().is_some_and(|f| *f == *dir.to_string_lossy())
}
