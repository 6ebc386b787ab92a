/** `fretwork routes`. */
import type { ResolvedRoute } from '../routers/resolver.ts';
import { HTTP_METHOD_NAMES } from '../views/api-view.ts';
import type { Configure } from './context.ts';
import { loadApp } from './project.ts';

/** @see django-extensions `show_urls` */
export const configure: Configure = (command, { terminal, project }) => {
  command.action(async () => {
    const app = await loadApp(await project());
    const rows = app.resolver.routes.map(rowOf);
    const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
    for (const row of rows)
      terminal.write(
        row
          .map((text, column) => text.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      );
    await app.close();
  });
};

function rowOf({ pattern, view, name }: ResolvedRoute): string[] {
  const path =
    pattern.pieces?.map((piece) => (typeof piece === 'string' ? piece : `<${piece.name}>`)).join('') ?? pattern.source;
  const instance = view.create();
  const methods = HTTP_METHOD_NAMES.filter((method) => instance.handlerFor(method.toUpperCase()) !== undefined);
  return [`/${path}`, methods.map((method) => method.toUpperCase()).join(','), view.viewClass.name, name ?? ''];
}
