import { expect, type Locator, type Page } from '@playwright/test';

/** A page of the product, watched: no errors on the console, no request that leaves it. */
export class ProductPage {
  readonly page: Page;
  readonly problems: string[] = [];
  readonly foreign: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'blob:'].includes(url.protocol) && url.hostname !== '127.0.0.1') this.foreign.push(request.url());
    });
  }

  async open(address = './'): Promise<void> {
    await this.page.goto(address);
    await expect(this.rows.first()).toBeAttached();
    await expect(this.page.locator('.clock, .stage').first()).toBeVisible();
  }

  get rows(): Locator {
    return this.page.locator('[role="treegrid"] [role="row"]');
  }

  /** A row of the tree that runs parallel to the picture. */
  row(name: RegExp): Locator {
    return this.rows.filter({ hasText: name });
  }

  /** Opens a row of the tree so that those below it are there. */
  async expand(name: RegExp): Promise<void> {
    const row = this.row(name).first();
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.focus();
    await this.page.keyboard.press('ArrowRight');
    await expect(row).toHaveAttribute('aria-expanded', 'true');
  }

  clock(): Promise<string> {
    return this.page.locator('.clock').innerText();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name }).first();
  }

  async speed(label: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Speed' }).click();
    await this.page.getByRole('menuitemcheckbox', { name: label, exact: true }).click();
    await this.page.keyboard.press('Escape');
  }

  async play(): Promise<void> {
    if (await this.page.getByRole('button', { name: 'Play', exact: true }).isVisible())
      await this.page.getByRole('button', { name: 'Play', exact: true }).click();
  }

  async pause(): Promise<void> {
    if (await this.page.getByRole('button', { name: 'Pause', exact: true }).isVisible())
      await this.page.getByRole('button', { name: 'Pause', exact: true }).click();
  }

  /** Selects an object or component by the palette. */
  async select(name: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    const input = this.page.getByPlaceholder('Type a name or a command…');
    await input.fill(name);
    await this.page.locator('[cmdk-item]').first().waitFor();
    await this.page.keyboard.press('Enter');
    await expect(input).toBeHidden();
  }

  async apply(yaml: string): Promise<void> {
    const editor = this.page.getByRole('textbox', { name: 'YAML editor' });
    if (!(await editor.isVisible())) await this.button('YAML').click();
    await editor.click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.insertText(yaml);
    await this.page.keyboard.press('Control+Enter');
  }

  clean(): void {
    expect(this.problems).toEqual([]);
    expect(this.foreign).toEqual([]);
  }
}
