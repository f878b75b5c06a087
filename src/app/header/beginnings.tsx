import { BookOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { SCENARIOS } from '../../scenarios/index.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, type MenuGroup } from '../../ui/menu.tsx';
import { LESSONS } from '../lessons.ts';

export interface BeginningsProps {
  readonly scenario: string;
  readonly onScenario: (id: string) => void;
  readonly onLesson: (id: string) => void;
}

export function BeginningsMenu(props: BeginningsProps) {
  const { t } = useTranslation();
  return (
    <Menu
      tip={t('app.lessons')}
      tipClass="not-wide"
      trigger={
        <Button tone="quiet" aria-label={t('app.lessons')}>
          <BookOpen size={18} aria-hidden />
          <span className="wide-only">{t('app.lessons')}</span>
        </Button>
      }
      groups={useBeginnings(props)}
    />
  );
}

/** The lessons, and the clusters one can start from, as the groups of a menu. */
export function useBeginnings({ scenario, onScenario, onLesson }: BeginningsProps): readonly MenuGroup[] {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const lesson = useSession((s) => s.lesson);
  return [
    {
      title: t('lesson.choose'),
      items: LESSONS.map((item) => ({
        id: item.id,
        label: item.title[language],
        detail: t('lesson.minutes', { count: item.minutes }),
        onSelect: () => onLesson(item.id),
      })),
    },
    {
      title: t('app.scenario'),
      items: SCENARIOS.map((item) => ({
        id: item.id,
        label: item.title[language],
        checked: !lesson && item.id === scenario,
        onSelect: () => onScenario(item.id),
      })),
    },
  ];
}
