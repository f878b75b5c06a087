import { Maximize2, Minimize2, X } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Dock, useSession } from '../session/session.ts';
import { DockHandle } from './dock-handle.tsx';
import { loaded } from './loaded.tsx';
import { IconButton } from '../ui/button.tsx';
import { Tabs } from '../ui/tabs.tsx';

const TerminalTab = loaded(() => import('./terminal-tab.tsx').then((module) => module.TerminalTab));
const Console = loaded(() => import('./console/console.tsx').then((module) => module.Console));

/** The drawer below the stage: ways to talk to the cluster, one tab each. */
export function DockDrawer() {
  const { t } = useTranslation();
  const dock = useSession((s) => s.dock);
  const change = useSession((s) => s.change);
  const [tall, setTall] = useState(false);
  const tabs = [
    { id: 'terminal', label: t('terminal.title'), content: <TerminalTab /> },
    { id: 'console', label: t('console.title'), content: <Console /> },
  ] as const;
  return (
    <section className="dock" data-tall={tall} aria-label={t('console.dock')}>
      <DockHandle />
      <div className="dock-buttons">
        <IconButton label={t(tall ? 'console.lower' : 'console.taller')} onClick={() => setTall(!tall)}>
          {tall ? <Minimize2 size={16} aria-hidden /> : <Maximize2 size={16} aria-hidden />}
        </IconButton>
        <IconButton label={t('app.close')} onClick={() => change((s) => void (s.dock = undefined))}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <Suspense fallback={null}>
        <Tabs tabs={tabs} active={dock ?? 'terminal'} onChange={(id) => change((s) => void (s.dock = id as Dock))} label={t('console.dock')} />
      </Suspense>
    </section>
  );
}
