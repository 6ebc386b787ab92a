/** Takes the TypeScript out of a Markdown page, as modules that the compiler can check. */

/** One module made of a page's code blocks. */
export interface Snippet {
  /** The page that it comes from. */
  readonly page: string;
  /** Where it is written, below the folder of all snippets. */
  readonly file: string;
  readonly code: string;
  /** The line of the page that each line of `code` comes from. */
  readonly lines: readonly number[];
}

interface Line {
  readonly text: string;
  readonly number: number;
}

const FENCE = /^```(tsx?)\b.*$/;
const NAMED = /^\/\/ ([\w./-]+\.tsx?)$/;

/**
 * The modules of a page.
 *
 * A block is a module of its own. One whose first line is a comment with a path (`// library/models.ts`) is the module
 * of that path, which the other blocks of the page may import. `<!-- continue -->` above a block appends it to the block
 * before. The code inside a comment `<!-- setup … -->` opens every block without a path that follows it.
 */
export function snippetsOf(page: string, text: string): readonly Snippet[] {
  const modules: { readonly name: string; readonly body: Line[] }[] = [];
  const lines = text.split('\n').map((line, index) => ({ text: line, number: index + 1 }));
  let setup: readonly Line[] = [];
  let continues = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as Line;
    const extension = FENCE.exec(line.text)?.[1];
    if (line.text === '<!-- continue -->') continues = true;
    else if (line.text === '<!-- setup') {
      setup = until(lines, at + 1, '-->');
      at += setup.length + 1;
    } else if (extension !== undefined) {
      const body = until(lines, at + 1, '```');
      const path = NAMED.exec(body[0]?.text ?? '')?.[1];
      const last = modules.at(-1);
      if (continues && last !== undefined) last.body.push(...body);
      else if (path !== undefined) modules.push({ name: path, body: [...body] });
      else modules.push({ name: `${line.number}.${extension}`, body: [...setup, ...body] });
      at += body.length + 1;
      continues = false;
    }
  }
  const folder = page.replace(/\.md$/, '');
  return modules.map(({ name, body }) => ({
    page,
    file: `${folder}/${name}`,
    code: `${body.map((line) => line.text).join('\n')}\nexport {};\n`,
    lines: body.map((line) => line.number),
  }));
}

function until(lines: readonly Line[], start: number, end: string): readonly Line[] {
  const stop = lines.findIndex((line, index) => index >= start && line.text === end);
  return lines.slice(start, stop === -1 ? lines.length : stop);
}
