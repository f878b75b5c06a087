import { expect, type Locator, type Page, test } from '@playwright/test';
import { ProductPage } from './page.ts';

/** The terminal of the page, from the keyboard. */
class TerminalPage extends ProductPage {
  async openTerminal(): Promise<void> {
    await this.page.locator('#stage').focus();
    await this.page.keyboard.press('t');
    await expect(this.page.locator('.xterm-helper-textarea')).toBeFocused();
    await expect(this.screen).toContainText('$');
  }

  get screen(): Locator {
    return this.page.locator('.terminal .xterm-rows');
  }

  /** What stands on the screen, line by line. */
  async lines(): Promise<readonly string[]> {
    const rows = await this.page.locator('.terminal .xterm-rows > div').allInnerTexts();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).filter((row) => row !== '');
  }

  async line(text: string): Promise<void> {
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  async shows(text: RegExp): Promise<void> {
    await expect(async () => expect((await this.lines()).join('\n')).toMatch(text)).toPass({ timeout: 20_000 });
  }
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    document.querySelector('.xterm-helper-textarea')!.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

test.describe('the terminal', () => {
  let it: TerminalPage;
  test.beforeEach(async ({ page }) => {
    it = new TerminalPage(page);
    await it.open('?scenario=rolling-update');
    await it.openTerminal();
  });
  test.afterEach(() => {
    expect(it.problems).toEqual([]);
    expect(it.foreign).toEqual([]);
  });

  test('answers kubectl; what is typed is no shortcut of the page', async () => {
    await it.line('kubectl get pods | grep -c Running # kpedit?');
    await it.shows(/\n4\ndefault \$$/);
    await expect(it.page.getByRole('dialog')).toHaveCount(0);
    await it.line('kubectl get deploy web --no-headers');
    await it.shows(/web +4\/4 +4 +4 +\d+s\ndefault \$$/);
    await it.page.keyboard.press('Escape');
    await expect(it.page.locator('#stage')).toBeFocused();
    await it.page.keyboard.press('t');
    await it.page.keyboard.press('ArrowUp');
    await it.page.keyboard.press('ArrowUp');
    await it.shows(/default \$ kubectl get pods \| grep -c Running # kpedit\?$/);
    await it.page.keyboard.press('Control+c');
    await it.shows(/\^C\ndefault \$$/);
    await it.page.keyboard.press('Control+l');
    await expect(async () => expect(await it.lines()).toEqual(['default $'])).toPass();
    await it.page.keyboard.press('Control+d');
    await expect(it.page.locator('.terminal')).toHaveCount(0);
  });

  test('watches, and Ctrl-C ends it; a here-document is applied, and its line selects the object', async () => {
    await it.line('kubectl get pods -w');
    await it.shows(/RESTARTS/);
    await it.page.keyboard.press('Control+c');
    await it.shows(/\^C\ndefault \$$/);
    await it.line("kubectl apply -f - <<'EOF'");
    await it.shows(/\n>$/);
    for (const line of ['apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: settings', 'data: {greeting: こんにちは}']) await it.line(line);
    await it.line('EOF');
    await it.shows(/configmap\/settings created\ndefault \$$/);
    await it.line("kubectl get cm settings -o jsonpath='{.data.greeting}'; echo");
    await it.shows(/\nこんにちは\ndefault \$$/);
    await it.line('kubectl get deploy web');
    await it.shows(/web +4\/4/);
    await it.page.keyboard.press('Shift+ArrowUp');
    await it.page.keyboard.press('Enter');
    await expect(it.page.locator('.side h2')).toContainText('web');
    await expect(it.page.locator('.xterm-helper-textarea')).toBeFocused();
  });

  test('keeps what is typed, and goes on with what was pasted, where it is not in sight', async () => {
    const { page } = it;
    await page.keyboard.type('kubectl get po');
    await it.shows(/\$ kubectl get po$/);
    await page.getByRole('tab', { name: 'REST' }).click();
    await expect(page.locator('.terminal')).toHaveCount(0);
    await page.getByRole('tab', { name: 'Terminal' }).click();
    await it.shows(/\$ kubectl get po$/);
    await page.getByRole('button', { name: 'Switch to Japanese' }).click();
    await expect(page.getByRole('textbox', { name: /^ターミナルです/ })).toBeVisible();
    await it.shows(/\$ kubectl get po$/);
    await page.locator('.xterm-helper-textarea').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+u');
    await it.shows(/\$ o$/);
    await page.keyboard.press('Control+c');
    await paste(page, 'sleep 1\necho second\nkubectl create cm unseen --from-literal=a=b\n');
    await page.getByRole('tab', { name: 'REST' }).click();
    await expect(page.locator('.terminal')).toHaveCount(0);
    await page.getByRole('tab', { name: /ターミナル|Terminal/ }).click();
    await it.shows(/second\ndefault \$ kubectl create cm unseen --from-literal=a=b\nconfigmap\/unseen created\ndefault \$$/);
  });

  test('completes with Tab', async () => {
    await it.page.keyboard.type('kubectl rollo');
    await it.page.keyboard.press('Tab');
    await it.shows(/\$ kubectl rollout$/);
    await it.page.keyboard.type('st');
    await it.page.keyboard.press('Tab');
    await it.shows(/\$ kubectl rollout status$/);
    await it.page.keyboard.type('deploy/');
    await it.page.keyboard.press('Tab');
    await it.shows(/\$ kubectl rollout status deploy\/web$/);
    await it.page.keyboard.press('Enter');
    await it.shows(/successfully rolled out\ndefault \$$/);
    await it.page.keyboard.type('kubectl get pods web-');
    await it.page.keyboard.press('Tab');
    await it.page.keyboard.press('Tab');
    await it.shows(/(web-\w+-\w+ +Running\n){4}default \$ kubectl get pods web-\w+-$/);
  });

  test('stands as it was where one goes back in time, and a line typed there begins a branch', async () => {
    await it.line('kubectl scale deploy web --replicas=2');
    await it.shows(/scaled\ndefault \$$/);
    await it.page.keyboard.press('Escape');
    await it.undo();
    await expect(async () => expect((await it.lines()).join('\n')).not.toContain('scaled')).toPass();
    await it.page.keyboard.press('t');
    await it.line('kubectl scale deploy web --replicas=6');
    await it.shows(/--replicas=6\ndeployment.apps\/web scaled\ndefault \$$/);
    await expect(it.page.getByText(/begins a new branch/).first()).toBeVisible();
  });

  test('edits in the editor of the page', async () => {
    await it.line('kubectl create cm made --from-literal=a=b');
    await it.shows(/configmap\/made created\ndefault \$$/);
    await it.line('kubectl edit cm made');
    const editor = it.page.getByRole('textbox', { name: 'Text that kubectl edit has opened' });
    await expect(editor).toBeFocused();
    await expect(editor).toContainText('Please edit the object below');
    await editor
      .locator('.cm-line')
      .filter({ hasText: /^ {2}a: b$/ })
      .click();
    await it.page.keyboard.press('End');
    await it.page.keyboard.press('Backspace');
    await it.page.keyboard.type('changed');
    await it.page.keyboard.press('Control+Enter');
    await it.shows(/configmap\/made edited\ndefault \$$/);
    await expect(it.page.locator('.xterm-helper-textarea')).toBeFocused();
    await it.line("kubectl get cm made -o jsonpath='{.data.a}'");
    await it.shows(/\nchanged\ndefault \$$/);
    await it.line('kubectl edit cm made');
    await it.page.getByRole('button', { name: 'Close without saving' }).last().click();
    await it.shows(/Edit cancelled, no changes made\.\ndefault \$$/);
  });

  test('types into a shell in a container', async () => {
    await it.line('kubectl run box --image=busybox --restart=Never -- sleep 1000');
    await it.shows(/pod\/box created/);
    await it.line('kubectl wait --for=condition=Ready pod/box --timeout=60s');
    await it.shows(/condition met\ndefault \$$/);
    await it.line('kubectl exec -it box -- sh');
    await it.shows(/\n\/ #$/);
    await it.line('hostname');
    await it.shows(/\nbox\n\/ #$/);
    await it.page.keyboard.press('Control+d');
    await it.shows(/\ndefault \$$/);
  });
});

test('who types at once after opening the terminal means it', async ({ page }) => {
  const it = new TerminalPage(page);
  await it.open('?scenario=rolling-update');
  await page.locator('#stage').focus();
  await page.keyboard.press('t');
  await it.line('kubectl get deploy -o name');
  await it.shows(/^default \$ kubectl get deploy -o name\ndeployment.apps\/web\ndefault \$$/);
  await page.keyboard.press('Control+d');
  await expect(page.locator('.terminal')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('terminal');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await it.line('kubectl get deploy -o name');
  await it.shows(/deployment.apps\/web\ndefault \$$/);
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
  expect(it.problems).toEqual([]);
});

test('the terminal speaks Japanese, and takes what is pasted', async ({ page }) => {
  const it = new TerminalPage(page);
  await it.open('?scenario=rolling-update&lang=ja');
  await it.openTerminal();
  await paste(page, 'echo 日本語のテキスト\necho 二行目\n');
  await it.shows(/日本語のテキスト\ndefault \$ echo 二行目\n二行目\ndefault \$$/);
  await expect(page.getByRole('textbox', { name: /^ターミナルです/ })).toBeFocused();
  expect(it.problems).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('there are the keys that its keyboard has not, and tables stay tables', async ({ page }) => {
    const it = new TerminalPage(page);
    await it.open('?scenario=rolling-update');
    const header = page.locator('header');
    await header.getByRole('button', { name: 'Terminal' }).tap();
    const keyboard = page.locator('.xterm-helper-textarea');
    await expect(keyboard).toBeFocused();
    await it.line('kubectl get deploy -o name');
    await it.shows(/deployment.apps\/web\ndefault \$$/);
    const key = (name: RegExp) => page.getByRole('group', { name: 'Keys of the terminal' }).getByRole('button', { name });
    await key(/^Up/).tap();
    await it.shows(/\ndefault \$ kubectl get deploy -o name$/);
    await expect(keyboard).toBeFocused();
    await key(/^Control C/).tap();
    await it.shows(/\ndefault \$ kubectl get deploy -o name\^C\ndefault \$$/);
    await page.keyboard.type('kubectl get deployments.a');
    await key(/^Tab/).tap();
    await it.shows(/\ndefault \$ kubectl get deployments.apps$/);
    await key(/^Control C/).tap();
    await it.line('kubectl get pods');
    await it.shows(/NAME +READY +STATUS +RESTARTS +AGE\nweb-\S+ +1\/1 +Running +0 +\d+s\n/);
    for (const button of await page.locator('.touch-keys button').all()) {
      const box = (await button.boundingBox())!;
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
    }
    await key(/^Escape/).tap();
    await expect(page.locator('#stage')).toBeFocused();
    expect(it.problems).toEqual([]);
  });

  test('what has no room in the header is in its menu, in words', async ({ page }) => {
    const it = new TerminalPage(page);
    await it.open('?scenario=web');
    const menu = page.locator('header').getByRole('button', { name: 'Menu' });
    await menu.tap();
    await page.getByRole('menuitem', { name: 'Find anything' }).tap();
    await expect(page.locator('.palette-input')).toBeFocused();
    await page.keyboard.press('Escape');
    await menu.tap();
    await page.getByRole('menuitem', { name: 'Settings' }).tap();
    await page.getByRole('menuitemcheckbox', { name: 'high contrast' }).tap();
    await expect(page.locator('html')).toHaveAttribute('data-theme', /^contrast/);
    await page.getByRole('menuitemcheckbox', { name: 'Troubles' }).tap();
    await expect(page.locator('.fault-name').first()).toBeVisible();
    await expect(page.getByRole('menu')).toHaveCount(0);
    expect(it.problems).toEqual([]);
  });
});

test('on a phone the editor that a line has opened lies over the terminal, with its buttons in reach', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const it = new TerminalPage(page);
  await it.open('?scenario=rolling-update');
  await it.openTerminal();
  await it.line('kubectl edit deploy web');
  await page.getByRole('button', { name: 'Save and close' }).click();
  await it.shows(/Edit cancelled, no changes made\.\ndefault \$$/);
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
  await it.button('YAML').click();
  await page.getByRole('button', { name: 'Apply', exact: true }).click({ trial: true });
  await it.button('Terminal').click();
  await expect(page.getByRole('textbox', { name: 'YAML editor' })).toHaveCount(0);
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
});
