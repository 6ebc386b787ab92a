/** What a project tells the `fretwork` command. */
export { type AppModule, defineProject, type Project, type ProjectApp } from './project.ts';
