/** Puts every recorded question to Fretwork's serializers and compares the answers: `node conformance/run-vectors.ts [file …]`. */
import { readdirSync, readFileSync } from 'node:fs';
import { ErrorDetail } from '../packages/fretwork/src/errors.ts';
import { QueryDict } from '../packages/fretwork/src/serializers/query-dict.ts';
import type { Serializer } from '../packages/fretwork/src/serializers/serializer.ts';
import {
  DEFAULT_SERIALIZER_SETTINGS,
  type SerializerSettings,
} from '../packages/fretwork/src/serializers/serializer-settings.ts';
import { buildSerializer, type FieldSpec, type Schema } from './vector-serializers.ts';
import { type Json, matches, read, show } from './vector-values.ts';

/** A question and its recorded answer. */
export interface Vector {
  readonly id: string;
  readonly field?: FieldSpec & { readonly method?: never };
  readonly schema?: Schema;
  readonly later_django?: Partial<Vector>;
  readonly [key: string]: unknown;
}

/** Vectors that are answered otherwise on purpose. */
export interface Deviation {
  readonly rule: string;
  readonly reason: string;
  readonly ids: readonly string[];
}

/** How one file went. */
export interface FileReport {
  readonly file: string;
  readonly passed: number;
  readonly deviating: number;
  readonly failures: readonly { readonly id: string; readonly text: string }[];
}

type Answer = Readonly<Record<string, unknown>>;
const here = new URL('./', import.meta.url);
const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, here), 'utf8'));

/** The deviations, by the id of the vector. */
export function loadDeviations(): ReadonlyMap<string, Deviation> {
  const list = readJson('deviations.json') as Deviation[];
  return new Map(list.flatMap((deviation) => deviation.ids.map((id) => [id, deviation] as const)));
}

/** The names of the vector files. */
export const vectorFiles = (): string[] =>
  readdirSync(new URL('vectors/', here))
    .filter((name) => name.endsWith('.json'))
    .sort();

/** Runs one file. */
export async function runFile(file: string, deviations: ReadonlyMap<string, Deviation>): Promise<FileReport> {
  let passed = 0;
  let deviating = 0;
  const failures: { id: string; text: string }[] = [];
  for (const vector of readJson(`vectors/${file}`) as Vector[]) {
    const answer = await ask(vector);
    const fits =
      isAnswer(vector, answer) || (vector.later_django !== undefined && isAnswer(vector.later_django, answer));
    const deviation = deviations.get(vector.id);
    if (fits && deviation)
      failures.push({ id: vector.id, text: `answers as recorded now: remove it from "${deviation.rule}"` });
    else if (fits) passed++;
    else if (deviation) deviating++;
    else failures.push({ id: vector.id, text: `${JSON.stringify(vector)}\n      got ${show(answer)}` });
  }
  return { file, passed, deviating, failures };
}

const SETTING_NAMES: Readonly<Record<string, keyof SerializerSettings>> = {
  NON_FIELD_ERRORS_KEY: 'nonFieldErrorsKey',
  COERCE_DECIMAL_TO_STRING: 'coerceDecimalToString',
  COERCE_BIGINT_TO_STRING: 'coerceBigintToString',
  DATETIME_FORMAT: 'dateTimeFormat',
  DATE_FORMAT: 'dateFormat',
  TIME_FORMAT: 'timeFormat',
  DATETIME_INPUT_FORMATS: 'dateTimeInputFormats',
  DATE_INPUT_FORMATS: 'dateInputFormats',
  TIME_INPUT_FORMATS: 'timeInputFormats',
  DURATION_FORMAT: 'durationFormat',
};

function settingsOf(vector: Vector): SerializerSettings {
  const { REST_FRAMEWORK = {} } = (vector.settings ?? {}) as { REST_FRAMEWORK?: Record<string, unknown> };
  const changes = Object.entries(REST_FRAMEWORK).map(([name, value]) => [SETTING_NAMES[name], value]);
  return { ...DEFAULT_SERIALIZER_SETTINGS, ...Object.fromEntries(changes) };
}

/** Puts the question; a crash is an answer too. */
async function ask(vector: Vector): Promise<Answer> {
  try {
    return vector.schema ? await askSerializer(vector, vector.schema) : await askField(vector);
  } catch (error) {
    return { crash: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

const inputOf = (vector: Vector): unknown =>
  'form' in vector ? new QueryDict(vector.form as [string, string][]) : read(vector.input as Json);

async function askField(vector: Vector): Promise<Answer> {
  const make = buildSerializer({
    fields: [
      {
        ...vector.field,
        type: vector.field?.type ?? '',
        name: 'f',
        method: (vector.method ?? (vector.field as { method?: never } | undefined)?.method) as never,
      },
    ],
  });
  const context = { settings: settingsOf(vector) };
  const under = (options: object): Serializer => make({ context, ...options } as never);
  if ('get_initial' in vector) {
    const data = (await under({}).data) as Record<string, unknown>;
    return Object.hasOwn(data, 'f') ? { initial: data.f } : { skipped: true };
  }
  if ('instance' in vector || 'root_instance' in vector) {
    const instance = 'instance' in vector ? { f: read(vector.instance as Json) } : read(vector.root_instance as Json);
    const data = (await under({ instance, partial: vector.partial === true }).data) as Record<string, unknown>;
    return Object.hasOwn(data, 'f') ? { representation: data.f } : { skipped: true };
  }
  const isMissing = JSON.stringify(vector.input) === '{"$missing":true}';
  const data = 'form' in vector ? inputOf(vector) : isMissing ? {} : { f: inputOf(vector) };
  const instance = vector.update === true ? {} : undefined;
  const serializer = under({ data, instance, partial: vector.partial === true });
  if (!(await serializer.isValid())) {
    const [errors, codes] = [serializer.errors, serializer.codes] as [Record<string, unknown>, Record<string, unknown>];
    return { errors: errors.f, codes: codes.f };
  }
  const validated = serializer.validatedData as Record<string, unknown>;
  if (Object.keys(validated).length === 0) return { skipped: true, validated_data: {} };
  return { validated: validated.f, validated_data: validated };
}

async function askSerializer(vector: Vector, schema: Schema): Promise<Answer> {
  const options = Object.fromEntries(
    Object.entries((vector.options ?? {}) as Record<string, Json>).map(([name, value]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      read(value),
    ]),
  );
  const instance = 'instance' in vector ? read(vector.instance as Json) : undefined;
  const input = 'input' in vector || 'form' in vector ? { data: inputOf(vector) } : {};
  const all = {
    ...options,
    ...input,
    instance,
    many: vector.many === true,
    partial: vector.partial === true,
    context: { settings: settingsOf(vector) },
  };
  const serializer = buildSerializer(schema)(all as never);
  const answer: Record<string, unknown> = {};
  if ('data' in input) {
    answer.is_valid = await serializer.isValid();
    answer.errors = serializer.errors;
    answer.codes = serializer.codes;
    if (answer.is_valid) answer.validated_data = serializer.validatedData;
  }
  try {
    answer.data = await serializer.data;
  } catch (error) {
    answer.data_crash = String(error);
  }
  return answer;
}

const ANSWERS = [
  'validated',
  'validated_data',
  'skipped',
  'errors',
  'codes',
  'representation',
  'initial',
  'is_valid',
  'data',
] as const;

function isAnswer(vector: Partial<Vector>, answer: Answer): boolean {
  // A crash is not to be copied; what must not happen is that the value is taken as something else.
  if ('raises' in vector || 'constructor_raises' in vector) return 'crash' in answer || 'errors' in answer;
  if ('crash' in answer) return false;
  return ANSWERS.every((key) => !(key in vector) || matches(vector[key] as Json, plain(answer[key])));
}

const plain = (value: unknown): unknown =>
  value instanceof ErrorDetail ? value.message : value instanceof QueryDict ? value.toJSON() : value;

async function main(files: readonly string[]): Promise<void> {
  const deviations = loadDeviations();
  const totals = { passed: 0, deviating: 0, failed: 0 };
  for (const file of files) {
    const { passed, deviating, failures } = await runFile(file, deviations);
    totals.passed += passed;
    totals.deviating += deviating;
    totals.failed += failures.length;
    process.stdout.write(
      `${file.padEnd(20)} ${passed} passed, ${deviating} deviating on purpose, ${failures.length} failed\n`,
    );
    for (const { id, text } of failures) process.stdout.write(`  ${id}: ${text}\n`);
  }
  process.stdout.write(`${totals.passed} passed, ${totals.deviating} deviating on purpose, ${totals.failed} failed\n`);
  process.exitCode = totals.failed === 0 ? 0 : 1;
}

if (import.meta.main) await main(process.argv.length > 2 ? process.argv.slice(2) : vectorFiles());
