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

  /** Opens an address and waits until a cluster stands there. */
  async open(address = './'): Promise<void> {
    await this.page.goto(address);
    await this.stands();
    // A fresh cluster lives at once; a link stands still, and so does a lesson while one reads.
    if (!address.includes('#') && !address.includes('lesson=')) await expect(this.button(/^(Pause|一時停止)$/)).toBeVisible();
  }

  async stands(): Promise<void> {
    await expect(this.row(/Cluster: \d|クラスター: \d/)).toBeAttached({ timeout: 30_000 });
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

  /** Virtual seconds on the clock. */
  async seconds(): Promise<number> {
    return (await this.clock()).split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' }).first();
  }

  async speed(label: string): Promise<void> {
    await this.button('Speed').click();
    await this.page.getByRole('menuitemcheckbox', { name: label, exact: true }).click();
    await this.page.keyboard.press('Escape');
    await expect(this.page.getByRole('menu')).toBeHidden();
  }

  play(): Promise<void> {
    return this.press('Play', 'Pause');
  }

  pause(): Promise<void> {
    return this.press('Pause', 'Play');
  }

  /** A fresh cluster begins to play by itself: what counts is how it stands afterwards. */
  private async press(name: string, then: string): Promise<void> {
    await expect(async () => {
      const button = this.page.getByRole('button', { name, exact: true });
      if (await button.isVisible()) await button.click({ timeout: 1_000 });
      await expect(this.page.getByRole('button', { name: then, exact: true })).toBeVisible({ timeout: 1_000 });
    }).toPass();
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

  /** What the summary in the inspector says of a field. */
  fact(name: string): Locator {
    return this.page
      .locator('.facts dt')
      .filter({ hasText: new RegExp(`^${name}$`) })
      .locator('xpath=following-sibling::dd[1]');
  }

  /** Opens the form of an act, fills its field, does it. */
  async act(name: string, field?: string, value?: string): Promise<void> {
    await this.button(name).click();
    if (field === undefined) return;
    await this.page.getByRole('textbox', { name: field }).fill(value ?? '');
    await this.button('Do it').click();
  }

  async undo(): Promise<void> {
    await this.button(/^Undo/).click();
    await expect(this.page.getByText(/^Past:/)).toBeVisible();
  }

  async apply(yaml: string): Promise<void> {
    const editor = this.page.getByRole('textbox', { name: 'YAML editor' });
    if (!(await editor.isVisible())) await this.button('YAML').click();
    await editor.click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.insertText(yaml);
    await this.page.keyboard.press('Control+Enter');
  }

  get answers(): Locator {
    return this.page.getByRole('list', { name: 'Answers' });
  }

  clean(): void {
    expect(this.problems).toEqual([]);
    expect(this.foreign).toEqual([]);
  }
}
