/**
 * Colours and type of the picture as values, because a canvas and an exported SVG cannot read style sheets. `src/ui/tokens.css` says the same
 * for the page; a test compares the two.
 */
export type Family = 'workload' | 'network' | 'storage' | 'configuration' | 'cluster' | 'control';
export const FAMILIES: readonly Family[] = ['workload', 'network', 'storage', 'configuration', 'cluster', 'control'];

/** One hue: `solid` for filled marks, `line` for outlines, `soft` for surfaces, `ink` for words on soft surfaces. */
export interface Hue {
  readonly solid: string;
  readonly line: string;
  readonly soft: string;
  readonly ink: string;
}

export type ThemeName = 'light' | 'dark' | 'contrast-light' | 'contrast-dark';

export interface Tokens {
  readonly theme: ThemeName;
  /** The page behind everything. */
  readonly ground: string;
  /** The zone of the control plane. */
  readonly zone: string;
  readonly zoneLine: string;
  readonly card: string;
  readonly cardLine: string;
  readonly well: string;
  readonly wellLine: string;
  readonly text: string;
  readonly quiet: string;
  readonly wire: string;
  /** The bar of kube-apiserver and what is written on it. */
  readonly hub: string;
  readonly hubPill: string;
  readonly hubText: string;
  readonly hubQuiet: string;
  readonly focus: string;
  /** Shell windows. */
  readonly shell: string;
  readonly shellText: string;
  readonly good: Hue;
  readonly warn: Hue;
  readonly bad: Hue;
  readonly family: Readonly<Record<Family, Hue>>;
  /** Hues of pod templates: revisions of a Deployment side by side. All within the family of workloads. */
  readonly generations: readonly Hue[];
  readonly stroke: number;
}

export const SANS =
  '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif';
export const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", "Liberation Mono", "Noto Sans Mono CJK JP", monospace';

const hue = (solid: string, line: string, soft: string, ink: string): Hue => ({ solid, line, soft, ink });

const LIGHT: Tokens = {
  theme: 'light',
  ground: '#faf9f6',
  zone: '#eef1f5',
  zoneLine: '#dbe1e8',
  card: '#ffffff',
  cardLine: '#c3ccd6',
  well: '#f5f7f9',
  wellLine: '#dfe5eb',
  text: '#17202b',
  quiet: '#55626f',
  wire: '#8d99a6',
  hub: '#33414f',
  hubPill: '#4a5b6c',
  hubText: '#ffffff',
  hubQuiet: '#c6d0da',
  focus: '#111827',
  shell: '#1d242c',
  shellText: '#e8eef4',
  good: hue('#1f9d55', '#1b8449', '#e3f5ea', '#11633a'),
  warn: hue('#c77700', '#b56b00', '#fff3da', '#7d4a00'),
  bad: hue('#cc3a2b', '#b83022', '#fdeae7', '#9a2317'),
  family: {
    workload: hue('#2c6be0', '#2a63cc', '#e8effd', '#1c4a9f'),
    network: hue('#0c9484', '#0b8577', '#def4f0', '#07594f'),
    storage: hue('#c2790c', '#b06d09', '#fbf1de', '#6f4503'),
    configuration: hue('#8a4bc8', '#7d43b6', '#f4ecfb', '#5b2b8c'),
    cluster: hue('#64788a', '#5a6d7e', '#edf1f4', '#3c4c5a'),
    control: hue('#33414f', '#3f4f5f', '#e6ebf0', '#26323d'),
  },
  generations: [
    hue('#2c6be0', '#2a63cc', '#e8effd', '#1c4a9f'),
    hue('#0f8fbf', '#0d7fab', '#dff2fa', '#0a5674'),
    hue('#5a50d6', '#5047c4', '#ecebfc', '#3a3399'),
    hue('#3d4f9a', '#374789', '#e8ebf6', '#293566'),
  ],
  stroke: 1.5,
};

const DARK: Tokens = {
  theme: 'dark',
  ground: '#11151a',
  zone: '#181e25',
  zoneLine: '#28313b',
  card: '#1d242c',
  cardLine: '#3a4653',
  well: '#232b34',
  wellLine: '#333e4a',
  text: '#edf1f5',
  quiet: '#a5b1bd',
  wire: '#677583',
  hub: '#3b4b5b',
  hubPill: '#516477',
  hubText: '#ffffff',
  hubQuiet: '#cfd8e1',
  focus: '#ffffff',
  shell: '#0a0d10',
  shellText: '#e8eef4',
  good: hue('#3cc27a', '#3cc27a', '#15301f', '#8fe3b4'),
  warn: hue('#f0a52e', '#e39a24', '#352711', '#f8cf8a'),
  bad: hue('#f2705f', '#ea6655', '#3a1d1a', '#ffb3a8'),
  family: {
    workload: hue('#6a9cf8', '#6395ef', '#1b2a45', '#bcd3ff'),
    network: hue('#35c2ae', '#2fb3a0', '#12322e', '#98e6da'),
    storage: hue('#e0a03c', '#d29433', '#342813', '#f5d59c'),
    configuration: hue('#b98af0', '#ac7de4', '#2c2040', '#dcc4fb'),
    cluster: hue('#93a5b6', '#8496a7', '#262f38', '#ccd6df'),
    control: hue('#a9b8c7', '#8899aa', '#29323c', '#d8e0e8'),
  },
  generations: [
    hue('#6a9cf8', '#6395ef', '#1b2a45', '#bcd3ff'),
    hue('#4cbfe8', '#43b1d9', '#12313d', '#aee4f7'),
    hue('#968df5', '#8a81ea', '#27244a', '#cfcbff'),
    hue('#8da2e8', '#8194da', '#222a47', '#c9d4ff'),
  ],
  stroke: 1.5,
};

const CONTRAST_LIGHT: Tokens = {
  ...LIGHT,
  theme: 'contrast-light',
  ground: '#ffffff',
  zone: '#ffffff',
  zoneLine: '#000000',
  cardLine: '#000000',
  well: '#ffffff',
  wellLine: '#000000',
  text: '#000000',
  quiet: '#222222',
  wire: '#333333',
  hub: '#000000',
  hubPill: '#2b2b2b',
  hubQuiet: '#ffffff',
  focus: '#000000',
  stroke: 2.25,
};

const CONTRAST_DARK: Tokens = {
  ...DARK,
  theme: 'contrast-dark',
  ground: '#000000',
  zone: '#000000',
  zoneLine: '#ffffff',
  card: '#000000',
  cardLine: '#ffffff',
  well: '#000000',
  wellLine: '#ffffff',
  text: '#ffffff',
  quiet: '#e6e6e6',
  wire: '#d0d0d0',
  hub: '#ffffff',
  hubPill: '#e2e2e2',
  hubText: '#000000',
  hubQuiet: '#000000',
  focus: '#ffff00',
  stroke: 2.25,
};

export const THEMES: Readonly<Record<ThemeName, Tokens>> = { light: LIGHT, dark: DARK, 'contrast-light': CONTRAST_LIGHT, 'contrast-dark': CONTRAST_DARK };

/** The custom properties that stand for a theme in style sheets: `--ground`, `--family-network-solid`, … */
export function cssVariables(tokens: Tokens): readonly (readonly [string, string])[] {
  const out: [string, string][] = [];
  const visit = (prefix: string, value: unknown): void => {
    if (typeof value === 'string') out.push([`--${prefix}`, value]);
    else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) visit(`${prefix}-${kebab(key)}`, inner);
  };
  for (const [key, value] of Object.entries(tokens)) if (key !== 'theme' && key !== 'stroke') visit(kebab(key), value);
  return out;
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
