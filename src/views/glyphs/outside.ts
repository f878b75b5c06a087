import { circle, type DisplayList, path, rect, type Shape, text } from './display-list.ts';
import { estimateWidth } from './text-fit.ts';
import type { Tokens } from './tokens.ts';

type Size = { readonly w: number; readonly h: number };

/** A person's terminal: the last command they gave. */
export function kubectlGlyph(shell: { readonly title: string; readonly command: string; readonly answer: string }, size: Size, tokens: Tokens): DisplayList {
  if (size.h < 48)
    return [
      rect(0, 0, size.w, size.h, { r: 9, fill: tokens.shell, ...(tokens.theme.includes('dark') ? { stroke: tokens.cardLine, width: 1 } : {}) }),
      text(12, size.h / 2 + 4, shell.command === '' ? `$ ${shell.title} ▏` : prompted(shell.command), {
        size: 11.5,
        mono: true,
        fill: '#b9f0c9',
        max: size.w - 22,
      }),
    ];
  const lines = Math.max(1, Math.floor((size.h - 34) / 15));
  const shapes: Shape[] = [
    rect(0, 0, size.w, size.h, { r: 9, fill: tokens.shell, ...(tokens.theme.includes('dark') ? { stroke: tokens.cardLine, width: 1 } : {}) }),
    circle(12, 11.5, 3, { fill: '#ff8f7e' }),
    circle(22, 11.5, 3, { fill: '#f6c455' }),
    circle(32, 11.5, 3, { fill: '#6fd08c' }),
    text(size.w - 10, 15.5, shell.title, { size: 11, fill: '#9fb0c0', anchor: 'end', max: size.w - 52 }),
    text(12, 37, shell.command === '' ? '$ ▏' : prompted(shell.command), { size: 11.5, mono: true, fill: '#b9f0c9', max: size.w - 22, lines, leading: 15 }),
  ];
  if (shell.answer !== '') shapes.push(text(12, size.h - 8, shell.answer, { size: 11, mono: true, fill: tokens.shellText, max: size.w - 22, opacity: 0.85 }));
  return shapes;
}

/** As a shell shows it: what hands did to machines was never typed, so it stands as a comment. */
export const prompted = (command: string): string => `${command.startsWith('kubectl') ? '$' : '#'} ${command}`;

export interface UsersPicture {
  readonly title: string;
  readonly rate: string;
  readonly failing: string;
  /** Requests of the last seconds, oldest first. */
  readonly seconds?: readonly { readonly ok: number; readonly failed: number }[];
}

/** Those who send requests from outside: how many, and second by second what became of them. */
export function usersGlyph(users: UsersPicture, size: Size, tokens: Tokens): DisplayList {
  const hue = tokens.family.network;
  const head = (x: number, y: number, r: number): Shape[] => [
    circle(x, y, r, { fill: tokens.card, stroke: hue.line, width: 1.4 }),
    path(`M${x - r * 1.7} ${y + r * 3}C${x - r * 1.7} ${y + r * 1.1} ${x + r * 1.7} ${y + r * 1.1} ${x + r * 1.7} ${y + r * 3}Z`, {
      fill: tokens.card,
      stroke: hue.line,
      width: 1.4,
      cap: 'round',
    }),
  ];
  const mid = size.h / 2;
  return [
    rect(0.75, 0.75, size.w - 1.5, size.h - 1.5, { r: 9, fill: tokens.card, stroke: tokens.cardLine, width: 1.2 }),
    ...head(17, mid - 6, 3.6),
    ...head(29, mid - 4, 4.2),
    text(43, users.rate === '' ? mid + 4.5 : mid - 2, users.title, { size: 12.5, weight: 600, fill: tokens.text, max: 60 }),
    ...history(users, size, tokens),
    ...(users.rate === ''
      ? []
      : [
          text(43, mid + 12.5, users.failing === '' ? users.rate : users.failing, {
            size: 11,
            fill: users.failing === '' ? tokens.quiet : tokens.bad.ink,
            max: 64,
          }),
        ]),
  ];
}

/** Seconds that count as now, as for the rate of failures. What was before steps back: it is the past, not how things are. */
const NOW_SECONDS = 5;
const PAST = 0.32;

/** A column per second: answered ones are filled, failed ones stand on top of them as crossed-out blocks. */
function history({ seconds = [] }: UsersPicture, size: Size, tokens: Tokens): DisplayList {
  const from = 104;
  const most = Math.floor((size.w - from - 8) / 4);
  const shown = most < 5 ? [] : seconds.slice(-most);
  const top = Math.max(1, ...shown.map((second) => second.ok + second.failed));
  const height = size.h - 16;
  const shapes: Shape[] = [];
  if (shown.every((second) => second.ok + second.failed === 0)) return shapes;
  const left = size.w - 8 - shown.length * 4;
  shown.forEach((second, i) => {
    const x = left + i * 4;
    const ok = (height * second.ok) / top;
    const failed = (height * second.failed) / top;
    const base = size.h - 8;
    const past = i < shown.length - NOW_SECONDS;
    if (ok > 0) shapes.push(rect(x, base - ok, 3, ok, { fill: tokens.family.network.solid, opacity: past ? PAST + 0.13 : 0.75 }));
    if (failed > 0)
      shapes.push(
        rect(x, base - ok - failed, 3, failed, { fill: tokens.bad.solid, opacity: past ? PAST : 1 }),
        path(`M${x - 1} ${base - ok - failed - 2}H${x + 4}`, { stroke: tokens.bad.line, width: past ? 1 : 2, opacity: past ? PAST + 0.13 : 1 }),
      );
  });
  shapes.push(path(`M${left} ${size.h - 7.5}H${size.w - 8}`, { stroke: tokens.wellLine, width: 1 }));
  return shapes;
}

/** The cluster's DNS: who asks it for a name gets an address. The last answer stands in it. */
export function dnsGlyph(dns: { readonly asked: string; readonly answer: string; readonly failed: boolean }, size: Size, tokens: Tokens): DisplayList {
  const hue = dns.failed ? tokens.bad : tokens.family.network;
  const title = 58;
  const y = size.h / 2 + 4;
  const max = size.w - title - 18;
  const whole = dns.asked === '' ? dns.answer : `${dns.asked} → ${dns.answer}`;
  // Where both do not fit, what came out stands for both.
  const answer = estimateWidth(whole, 11, false, false) <= max ? whole : dns.answer;
  return [
    rect(0.75, 0.75, size.w - 1.5, size.h - 1.5, {
      r: 9,
      fill: tokens.card,
      stroke: dns.failed ? hue.line : tokens.cardLine,
      width: 1.2,
      ...(dns.failed ? { dash: [5, 3.5] } : {}),
    }),
    text(9, y, 'CoreDNS', { size: 11.5, weight: 600, fill: tokens.text, max: size.w - 16 }),
    text(size.w - 8, y, answer, { size: 11, fill: dns.failed ? hue.ink : tokens.quiet, anchor: 'end', max, cut: 'middle' }),
  ];
}

/** Heading of a zone. */
export const headingGlyph = (words: string, w: number, tokens: Tokens): DisplayList => [
  text(0, 10, words, { size: 11, weight: 700, fill: tokens.quiet, spacing: 0.7, max: w }),
];
