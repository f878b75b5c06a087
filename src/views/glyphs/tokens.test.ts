import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cssVariables, FAMILIES, THEMES, type ThemeName } from './tokens.ts';

const css = readFileSync(new URL('../../ui/tokens.css', import.meta.url), 'utf8');

/** Relative luminance and contrast as WCAG 2 defines them. */
function luminance(hex: string): number {
  const channel = (i: number): number => {
    const v = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
const contrast = (a: string, b: string): number => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
  return (x + 0.05) / (y + 0.05);
};

describe('tokens', () => {
  it.each(Object.keys(THEMES) as ThemeName[])('%s: the style sheet says the same as the values the canvas uses', (name) => {
    const start = css.indexOf(`[data-theme="${name}"]`);
    const block = css.slice(start, css.indexOf('}', start));
    for (const [property, value] of cssVariables(THEMES[name])) expect(block).toContain(`${property}: ${value};`);
  });

  it.each(Object.keys(THEMES) as ThemeName[])('%s: words have a contrast of 4.5 on what they stand on, outlines of 3', (name) => {
    const t = THEMES[name];
    const words: [string, string][] = [
      [t.text, t.ground],
      [t.text, t.card],
      [t.quiet, t.card],
      [t.quiet, t.ground],
      [t.quiet, t.zone],
      [t.quiet, t.well],
      [t.hubText, t.hub],
      [t.hubText, t.hubPill],
      [t.hubQuiet, t.hub],
      [t.shellText, t.shell],
    ];
    for (const hue of [...FAMILIES.map((f) => t.family[f]), ...t.generations, t.good, t.warn, t.bad]) {
      words.push([hue.ink, hue.soft], [hue.ink, t.card], [hue.ink, t.ground]);
      expect(contrast(hue.line, t.card), `${name} ${hue.line} as an outline`).toBeGreaterThanOrEqual(3);
    }
    for (const [ink, ground] of words) expect(contrast(ink, ground), `${name} ${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });
});
