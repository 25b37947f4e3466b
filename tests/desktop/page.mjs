// What the tests of the real window do on the page: find, read, click, and keep pictures.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { By, until } from "selenium-webdriver";
import { ARTIFACTS } from "./session.mjs";

const WAIT_MS = 20_000;

export const testId = (id) => By.css(`[data-testid="${id}"]`);
/** What an element says. WebDriver's own getText leaves out what it takes for clipped. */
export const said = (element) => element.getProperty("textContent");

export class Page {
  constructor(driver) {
    this.driver = driver;
  }

  find(locator) {
    return this.driver.wait(until.elementLocated(locator), WAIT_MS);
  }

  all(locator) {
    return this.driver.findElements(locator);
  }

  async text(locator) {
    return said(await this.find(locator));
  }

  async texts(locator) {
    return Promise.all((await this.all(locator)).map(said));
  }

  /** The first of several that says something. */
  async withText(locator, part) {
    for (const element of await this.all(locator)) {
      if ((await said(element)).includes(part)) return element;
    }
    return null;
  }

  async click(locator) {
    const element = await this.find(locator);
    await this.driver.wait(until.elementIsEnabled(element), WAIT_MS);
    await element.click();
  }

  /** The page as it is painted: what was found in it may not be on the screen yet. */
  async shoot(name) {
    await this.driver.executeAsyncScript("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))");
    writeFileSync(join(ARTIFACTS, `${name}.png`), Buffer.from(await this.driver.takeScreenshot(), "base64"));
  }
}
