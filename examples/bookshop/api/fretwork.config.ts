/** What the `fretwork` command works on. */
import { defineProject } from 'fretwork/cli';
import { models } from './models.ts';
import { settings } from './settings.ts';

export const project = defineProject({ settings, models, app: () => import('./app.ts') });
