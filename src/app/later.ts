import { lazy } from 'react';
import { loaded } from './loaded.tsx';

/** What the first picture does not need: fetched when it is opened, or once the page has come to rest. */
const parts = {
  inspector: () => import('../views/inspector/inspector.tsx'),
  lesson: () => import('./lesson-panel.tsx'),
  palette: () => import('./palette/palette.tsx'),
  share: () => import('./share.tsx'),
  faults: () => import('./faults/faults.tsx'),
  help: () => import('./help.tsx'),
  truth: () => import('./truth.tsx'),
  editor: () => import('./editor-drawer.tsx'),
  edit: () => import('./edit-drawer.tsx'),
  dock: () => import('./dock-drawer.tsx'),
};

export const Inspector = lazy(() => parts.inspector().then((module) => ({ default: module.Inspector })));
export const LessonPanel = lazy(() => parts.lesson().then((module) => ({ default: module.LessonPanel })));
export const Palette = lazy(() => parts.palette().then((module) => ({ default: module.Palette })));
export const Share = lazy(() => parts.share().then((module) => ({ default: module.Share })));
export const Help = lazy(() => parts.help().then((module) => ({ default: module.Help })));
export const Faults = lazy(() => parts.faults().then((module) => ({ default: module.Faults })));
export const Truth = lazy(() => parts.truth().then((module) => ({ default: module.Truth })));
export const EditDrawer = loaded(() => parts.edit().then((module) => module.EditDrawer));
export const EditorDrawer = lazy(() => parts.editor().then((module) => ({ default: module.EditorDrawer })));
export const DockDrawer = loaded(() => parts.dock().then((module) => module.DockDrawer));

/** Fetches the rest while nothing else is to be done, so that opening it does not wait. */
export function fetchLater(): void {
  // One that could not be fetched is fetched again when it is opened, and is missed there in words.
  for (const load of Object.values(parts)) load().catch(() => undefined);
}
