// Opens pages in a browser and tells what it saw as JSON: what axe finds, requests, messages, widths, and what the keyboard
// does. Arguments: the browser, a folder for pictures or "-", and the pages as paths.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { chromium } from 'playwright-core';
const axe = createRequire(import.meta.url)('axe-core');

const [executablePath, pictures, ...pages] = process.argv.slice(2);
const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } };

// As root, as in a container, the browser has no sandbox. It opens nothing but our own pages.
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath, args });
const found = [];
for (const file of pages) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [size, viewport] of Object.entries(sizes)) {
      found.push(await look(file, colorScheme, size, viewport));
    }
  }
}
await browser.close();
process.stdout.write(JSON.stringify(found));

async function look(file, colorScheme, size, viewport) {
  const context = await browser.newContext({ viewport, colorScheme, offline: true });
  const page = await context.newPage();
  const requests = [];
  const messages = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(String(error)));
  page.on('dialog', (dialog) => { messages.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(pathToFileURL(path.resolve(file)).href);
  const seen = { file, colorScheme, size };
  seen.overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  seen.ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  seen.foreign = await page.evaluate(() => document.querySelectorAll('img, iframe, object, embed, link, marquee, [onerror], [onload], [style]').length);
  seen.links = await page.evaluate(() => Array.from(document.links, (link) => link.protocol));
  seen.lost = await page.evaluate(() => Array.from(document.querySelectorAll('a[href^="#"]'))
    .map((link) => link.getAttribute('href').slice(1))
    .filter((id) => !document.getElementById(decodeURIComponent(id))));
  if (pictures !== '-') {
    const name = `${path.basename(path.dirname(file))}-${size}-${colorScheme}.png`;
    await page.screenshot({ path: path.join(pictures, name), fullPage: size === 'phone' ? false : true });
    if (size === 'desktop' && colorScheme === 'light') {
      await page.pdf({ path: path.join(pictures, `${path.basename(path.dirname(file))}.pdf`), format: 'A4' });
    }
  }
  seen.keyboard = await keyboard(page);
  await context.close();
  seen.requests = requests;
  seen.messages = messages;
  seen.findings = await judge(file, colorScheme, viewport);
  return seen;
}

// What somebody without a mouse can do.
async function keyboard(page) {
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.className || '');
  await page.keyboard.press('Tab');
  const skip = await page.evaluate(() => {
    const link = document.activeElement;
    const box = link.getBoundingClientRect();
    return { class: link.className, inView: box.top >= 0 && box.height > 0 };
  });
  await page.keyboard.press('Enter');
  const main = await focused();
  let steps = 0;
  while ((await focused()) !== 'audit-words') {
    if (++steps > 2000) { return { skip, main, reached: false }; }
    await page.keyboard.press('Tab');
  }
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  const shown = () => page.evaluate(() => ({
    rows: Array.from(document.querySelectorAll('#audit-steps tbody tr')).filter((row) => row.getClientRects().length > 0).length,
    all: document.querySelectorAll('#audit-steps tbody tr').length,
    said: document.getElementById('audit-count').textContent,
  }));
  const before = await shown();
  await page.keyboard.type('no such words in any step');
  const none = await shown();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  const status = await page.evaluate(() => document.getElementById('audit-status').value);
  const wanted = await page.evaluate((status) => document.querySelectorAll(`#audit-steps tr[data-status="${status}"]`).length, status);
  const some = await shown();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(50);
  const after = await shown();
  return { skip, main, reached: true, outline, before, none, status, wanted, some, after };
}

// The policy of the page lets nothing in, and so is left out here. The checks themselves only read.
async function judge(file, colorScheme, viewport) {
  const context = await browser.newContext({ viewport, colorScheme, offline: true, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path.resolve(file)).href);
  await page.addScriptTag({ content: axe.source });
  const result = await page.evaluate(() => window.axe.run(document));
  await context.close();
  return result.violations.map((one) => ({
    id: one.id, impact: one.impact, help: one.help,
    nodes: one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.failureSummary}`),
  }));
}
