import { createRoot } from 'react-dom/client';
import { paintSvg } from '../views/glyphs/paint-svg.ts';
import { THEMES, type ThemeName } from '../views/glyphs/tokens.ts';
import { STAGE_TEXTS } from '../views/stage/texts.ts';
import { type Section, sections } from './gallery-cases.ts';

/** Every glyph in every state. `?theme=dark&lang=ja`; without them: both themes, both languages. */
function Gallery() {
  const asked = new URLSearchParams(location.search);
  const themes = (asked.get('theme')?.split(',') ?? Object.keys(THEMES)) as ThemeName[];
  const languages = (asked.get('lang')?.split(',') ?? ['en', 'ja']) as ('en' | 'ja')[];
  return themes.flatMap((theme) =>
    languages.map((language) => {
      const tokens = THEMES[theme];
      return (
        <main key={theme + language} lang={language} style={{ background: tokens.ground, color: tokens.text, padding: 16, font: '12px system-ui, sans-serif' }}>
          <h1 style={{ fontSize: 16, margin: '0 0 8px' }}>
            {theme} · {language}
          </h1>
          {sections(tokens, STAGE_TEXTS[language]).map((section) => (
            <Row key={section.title} section={section} />
          ))}
        </main>
      );
    }),
  );
}

function Row({ section }: { section: Section }) {
  return (
    <section>
      <h2 style={{ fontSize: 13, margin: '10px 0 4px' }}>{section.title}</h2>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'end' }}>
        {section.cases.map((item) => (
          <figure key={item.label} style={{ margin: 0 }}>
            <img
              alt={item.label}
              width={item.w + 4}
              height={item.h + 8}
              src={`data:image/svg+xml,${encodeURIComponent(paintSvg([{ x: 2, y: 6, list: item.list }], { w: item.w + 4, h: item.h + 8 }))}`}
            />
            <figcaption style={{ fontSize: 11, opacity: 0.75 }}>{item.label}</figcaption>
          </figure>
        ))}
      </div>
    </section>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Gallery />);
