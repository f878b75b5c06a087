import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import '../ui/tokens.css';
import '../ui/ui.css';
import './app.css';
import { useSession } from '../session/session.ts';
import { App } from './app.tsx';
import { lessonById } from './lessons.ts';
import { speak, startTexts } from './i18n.ts';
import { type Asked, askedBy } from './url.ts';

const asked: Asked = await askedBy(location);
useSession.getState().change((s) => {
  if (asked.language) s.language = asked.language;
  if (asked.theme) s.theme = asked.theme;
  if (asked.reduceMotion) s.motion = 'reduce';
  if (asked.presenter) s.presenter = true;
  if (asked.lesson && lessonById(asked.lesson)) s.panel = 'lesson';
});
await startTexts(useSession.getState().language);

/** Settings that the document itself carries: language, theme, motion, size. */
function Root() {
  const { language, theme, motion, presenter } = useSession();
  useEffect(() => speak(language), [language]);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const paint = () => {
      const shade = system.matches ? 'dark' : 'light';
      document.documentElement.dataset.theme = theme === 'auto' ? shade : theme === 'contrast' ? `contrast-${shade}` : theme;
    };
    paint();
    system.addEventListener('change', paint);
    return () => system.removeEventListener('change', paint);
  }, [theme]);
  useEffect(() => {
    document.documentElement.dataset.motion = motion;
    document.documentElement.dataset.presenter = String(presenter);
  }, [motion, presenter]);
  return <App asked={asked} />;
}

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
