/** CPU profiles of V8 as what functions took themselves, and as a flame graph that any browser shows. */

/** A profile as `node --cpu-prof` writes it; times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
  readonly startTime: number;
  readonly endTime: number;
}
interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** A function in a place of the stack, with what it called. */
interface Frame {
  readonly name: string;
  self: number;
  total: number;
  readonly callees: Map<string, Frame>;
}

/** Nobody's work: the process waited. */
const IDLE = new Set(['(idle)', '(program)', '(root)']);

/** Microseconds that each function took itself, the most first. */
export function selfTimes(profile: CpuProfile): [name: string, micros: number][] {
  const times = new Map<string, number>();
  const visit = (frame: Frame): void => {
    if (!IDLE.has(frame.name)) times.set(frame.name, (times.get(frame.name) ?? 0) + frame.self);
    frame.callees.forEach(visit);
  };
  visit(framesOf(profile));
  return [...times].sort(([, a], [, b]) => b - a);
}

/** The end of a profile: what came before was the start of the process. */
export function lastPart(profile: CpuProfile, seconds: number): CpuProfile {
  const from = profile.endTime - seconds * 1e6;
  let time = profile.startTime;
  const first = profile.timeDeltas.findIndex((delta) => {
    time += delta;
    return time >= from;
  });
  return { ...profile, samples: profile.samples.slice(first), timeDeltas: profile.timeDeltas.slice(first) };
}

/** Adds up the samples as a tree of calls; a function that a file calls in several places is one there. */
function framesOf({ nodes, samples, timeDeltas }: CpuProfile): Frame {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const micros = new Map<number, number>();
  samples.forEach((id, index) => {
    // A delta is the time since the sample before: what that one was doing.
    micros.set(id, (micros.get(id) ?? 0) + Math.max(0, timeDeltas[index + 1] ?? 0));
  });
  const root: Frame = { name: '(root)', self: 0, total: 0, callees: new Map() };
  const add = (parent: Frame, id: number): number => {
    const node = byId.get(id);
    if (node === undefined) return 0;
    const name = nameOf(node);
    const frame = parent.callees.get(name) ?? { name, self: 0, total: 0, callees: new Map() };
    parent.callees.set(name, frame);
    const self = micros.get(id) ?? 0;
    const total = (node.children ?? []).reduce((sum, child) => sum + add(frame, child), self);
    frame.self += self;
    frame.total += total;
    return total;
  };
  const [top] = nodes;
  root.total = (top?.children ?? []).reduce((sum, child) => sum + add(root, child), 0);
  for (const name of IDLE) {
    root.total -= root.callees.get(name)?.total ?? 0;
    root.callees.delete(name);
  }
  return root;
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const name = functionName || '(anonymous)';
  const [file] = /[^/]+\/[^/]+$/.exec(url) ?? [];
  return file === undefined ? name : `${name} ${file}:${lineNumber + 1}`;
}

const WIDTH = 1200;
const ROW = 17;
const NARROWEST = 0.6;
const LETTER = 6.2;

/** A flame graph as SVG: callers below what they call, as wide as they took time; hover for the figures. */
export function flameGraph(profile: CpuProfile, title: string): string {
  const root = framesOf(profile);
  const scale = WIDTH / root.total;
  const rects: string[] = [];
  let deepest = 0;
  const draw = (frame: Frame, x: number, depth: number): void => {
    const width = frame.total * scale;
    if (width < NARROWEST) return;
    deepest = Math.max(deepest, depth);
    const share = `${((100 * frame.total) / root.total).toFixed(1)} % with callees, ${((100 * frame.self) / root.total).toFixed(1)} % itself`;
    const label = frame.name.slice(0, Math.max(0, Math.floor((width - 4) / LETTER)));
    rects.push(
      `<svg x="${x.toFixed(1)}" y="-${(depth + 1) * ROW}" width="${width.toFixed(1)}" height="${ROW}">` +
        `<title>${escapeText(`${frame.name}: ${share}`)}</title>` +
        `<rect width="100%" height="${ROW - 1}" fill="${colourOf(frame.name)}"/>` +
        (label.length > 2 ? `<text x="2" y="12">${escapeText(label)}</text>` : '') +
        '</svg>',
    );
    let at = x;
    for (const callee of [...frame.callees.values()].sort((a, b) => b.total - a.total)) {
      draw(callee, at, depth + 1);
      at += callee.total * scale;
    }
  };
  draw(root, 0, 0);
  const height = (deepest + 1) * ROW + 24;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="monospace" font-size="10">` +
    `<rect width="100%" height="100%" fill="#fff"/><text x="4" y="15" font-size="12">${escapeText(title)}</text>` +
    `<g transform="translate(0 ${height})">${rects.join('')}</g></svg>\n`
  );
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeText = (text: string): string => text.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter);

/** The same warm colour for the same file. */
function colourOf(name: string): string {
  const [, file = name] = /(\S+):\d+$/.exec(name) ?? [];
  let hash = 0;
  for (const letter of file) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return `hsl(${hash % 60} ${60 + (hash % 30)}% ${65 + (hash % 15)}%)`;
}
