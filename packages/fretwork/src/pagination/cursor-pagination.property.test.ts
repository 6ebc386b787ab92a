/** Cursors over rows that share positions: no NULL leads in a circle, and without NULLs every link is DRF's. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { OrderingFilter } from '../filters/ordering-filter.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { ListAPIView } from '../views/generics.ts';
import { CursorPagination } from './cursor-pagination.ts';

const models = defineModels({
  Shelf: { weight: f.integer({ null: true }) },
  Event: {
    weight: f.integer({ null: true }),
    shelf: f.foreignKey('Shelf', { relatedName: 'events', null: true, onDelete: 'cascade' }),
  },
});
const { Event, Shelf } = models;

class ByRows extends ListAPIView {
  override queryset = Event.objects;
  override serializerClass = modelSerializer(Event, { fields: ['id'] });
  override filterBackends = [OrderingFilter];
  override orderingFields = ['weight', 'shelf.weight'];
  override paginationClass = class extends CursorPagination {
    override readonly pageSizeQueryParam = 'size';
  };
}
/** Looks at what is sent, so that objects are made. */
class ByObjects extends ByRows {
  override async represent(objects: unknown): Promise<unknown> {
    return super.represent(objects);
  }
}

interface Page {
  readonly ids: readonly number[];
  readonly next: string | null;
  readonly previous: string | null;
}

// ----------------------------------------------------------------------------------------- DRF, method for method

interface Cursor {
  readonly offset: number;
  readonly reverse: boolean;
  readonly position: string | null;
}
interface Row {
  readonly id: number;
  readonly weight: number;
}

/** One page of DRF's `CursorPagination`, for rows that know their position. */
class ReferencePage {
  readonly page: readonly Row[];
  readonly #cursor: Cursor | null;
  readonly #size: number;
  readonly #hasNext: boolean;
  readonly #hasPrevious: boolean;
  readonly #nextPosition: string | null;
  readonly #previousPosition: string | null;

  /** As `paginate_queryset`. */
  constructor(rows: readonly Row[], isDescending: boolean, size: number, cursor: Cursor | null) {
    this.#cursor = cursor;
    this.#size = size;
    const { offset, reverse, position: current } = cursor ?? { offset: 0, reverse: false, position: null };
    const ordered = reverse ? rows.toReversed() : rows;
    const isBeyond = ({ weight }: Row): boolean =>
      reverse === isDescending ? weight > Number(current) : weight < Number(current);
    const results = (current === null ? ordered : ordered.filter(isBeyond)).slice(offset, offset + size + 1);
    const page = results.slice(0, size);
    const following = results.length > page.length ? positionOf(results.at(-1)) : null;
    this.page = reverse ? page.toReversed() : page;
    // DRF leaves the position of what is not there unset, and does not read it.
    const [hasFollowing, hasBehind] = [following !== null, current !== null || offset > 0];
    [this.#hasNext, this.#hasPrevious] = reverse ? [hasBehind, hasFollowing] : [hasFollowing, hasBehind];
    [this.#nextPosition, this.#previousPosition] = reverse ? [current, following] : [following, current];
  }

  getNextLink(): Cursor | null {
    if (!this.#hasNext) return null;
    const turns = this.page.length > 0 && this.#cursor?.reverse === true && this.#cursor.offset !== 0;
    let compare = turns ? positionOf(this.page.at(-1)) : this.#nextPosition;
    let offset = 0;
    let position: string | null = null;
    let hasItemWithUniquePosition = false;
    for (const item of this.page.toReversed()) {
      position = positionOf(item);
      if (position !== compare) {
        hasItemWithUniquePosition = true;
        break;
      }
      compare = position;
      offset += 1;
    }
    if (this.page.length > 0 && !hasItemWithUniquePosition) {
      if (!this.#hasPrevious) {
        offset = this.#size;
        position = null;
      } else if (this.#cursor?.reverse) {
        offset = 0;
        position = this.#previousPosition;
      } else {
        offset = (this.#cursor?.offset ?? 0) + this.#size;
        position = this.#previousPosition;
      }
    }
    if (this.page.length === 0) position = this.#nextPosition;
    return { offset, reverse: false, position };
  }

  getPreviousLink(): Cursor | null {
    if (!this.#hasPrevious) return null;
    const turns = this.page.length > 0 && this.#cursor?.reverse === false && this.#cursor.offset !== 0;
    let compare = turns ? positionOf(this.page[0]) : this.#previousPosition;
    let offset = 0;
    let position: string | null = null;
    let hasItemWithUniquePosition = false;
    for (const item of this.page) {
      position = positionOf(item);
      if (position !== compare) {
        hasItemWithUniquePosition = true;
        break;
      }
      compare = position;
      offset += 1;
    }
    if (this.page.length > 0 && !hasItemWithUniquePosition) {
      if (!this.#hasNext) {
        offset = this.#size;
        position = null;
      } else if (this.#cursor?.reverse) {
        offset = this.#cursor.offset + this.#size;
        position = this.#nextPosition;
      } else {
        offset = 0;
        position = this.#nextPosition;
      }
    }
    if (this.page.length === 0) position = this.#previousPosition;
    return { offset, reverse: true, position };
  }
}

const positionOf = (row: Row | undefined): string => String(row?.weight);

/** As `encode_cursor`; a whole number is written in a URL as it is. */
const encodeCursor = ({ offset, reverse, position }: Cursor): string => {
  const tokens = [
    ...(offset === 0 ? [] : [`o=${offset}`]),
    ...(reverse ? ['r=1'] : []),
    ...(position === null ? [] : [`p=${position}`]),
  ];
  return encodeURIComponent(btoa(tokens.join('&')));
};

// ------------------------------------------------------------------------------------------------------ the lists

const MOST_PAGES = 20; // more than a list of 12 rows has

const anyWeight = fc.constantFrom(-1, 0, 1, 2);
const anyNullable = fc.option(anyWeight, { freq: 2 });
/** A weight of its own, and the weight of its shelf; `undefined` where it has none. */
const anyRow = fc.tuple(anyNullable, fc.option(anyNullable, { nil: undefined }));
const anySize = fc.integer({ min: 1, max: 5 });

describe.each(testDatabases)('pages by cursor on $name', ({ create }) => {
  let opened: TestDatabase;
  let client: APIClient;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    const settings = defineSettings({ secretKey: 'a secret key of a test, long enough' });
    const urls = urlpatterns(path('rows/', ByRows), path('objects/', ByObjects));
    client = new APIClient(createApp({ settings, models, urls, databases: { default: opened.database } }));
  });
  afterAll(() => opened.drop());

  /** One page, which has the same rows and links both ways. */
  async function look(address: string): Promise<Page> {
    const [quick, slow] = [await client.get(address), await client.get(address.replace('/rows/', '/objects/'))];
    expect(quick.text).toBe(slow.text.replaceAll('/objects/', '/rows/'));
    expect(quick.status).toBe(200);
    const { results, next, previous } = JSON.parse(quick.text);
    return { ids: results.map(({ id }: { id: number }) => id), next, previous };
  }

  /** The pages from an address to the end of its direction. */
  async function walk(start: string | null, direction: 'next' | 'previous'): Promise<Page[]> {
    const pages: Page[] = [];
    for (let address = start; address !== null; ) {
      const page: Page = await look(address);
      pages.push(page);
      address = page[direction];
      expect(pages.length).toBeLessThan(MOST_PAGES);
    }
    return pages;
  }

  const idsOf = (pages: readonly Page[]): readonly number[] => pages.flatMap(({ ids }) => ids);

  it('visit every row once to the end, and end at the start on the way back', { timeout: 120_000 }, async () => {
    const anyRows = fc.array(anyRow, { minLength: 1, maxLength: 12 });
    const anyOrder = fc.constantFrom('weight', '-weight', 'shelf.weight', '-shelf.weight');
    await fc.assert(
      fc.asyncProperty(anyRows, anyOrder, anySize, async (rows, order, size) => {
        await Event.objects.delete();
        await Shelf.objects.delete();
        for (const [weight, ofShelf] of rows) {
          const shelf = ofShelf === undefined ? null : await Shelf.objects.create({ weight: ofShelf });
          await Event.objects.create({ weight, shelf });
        }
        const all = await Event.objects.orderBy(order, 'pk').valuesList('id', { flat: true });
        const there = await walk(`/rows/?ordering=${order}&size=${size}`, 'next');
        expect(idsOf(there)).toEqual(all);

        for (const { previous } of there) {
          const back = idsOf((await walk(previous, 'previous')).toReversed());
          expect(back).toEqual(all.slice(0, back.length));
        }
        const last = there.at(-1);
        const back = await walk(last?.previous ?? null, 'previous');
        // As in DRF, the way back from a last page of one position takes it for a whole page.
        if (last?.ids.length === size) expect(idsOf([...back.toReversed(), last])).toEqual(all);
      }),
      { numRuns: 60 },
    );
  });

  it('have the links of DRF wherever they lead, where there are no NULLs', { timeout: 120_000 }, async () => {
    const anyWeights = fc.array(anyWeight, { maxLength: 12 });
    const artifacts = { turned: 0, empty: 0 };
    await fc.assert(
      fc.asyncProperty(anyWeights, fc.boolean(), anySize, async (weights, isDescending, size) => {
        await Event.objects.delete();
        await Event.objects.bulkCreate(weights.map((weight) => ({ weight })));
        const rows = (await Event.objects.orderBy('pk'))
          .map(({ id, weight }): Row => ({ id, weight: Number(weight) }))
          .sort((one, other) => (one.weight - other.weight) * (isDescending ? -1 : 1) || one.id - other.id);
        const query = `ordering=${isDescending ? '-' : ''}weight&size=${size}`;
        const addressOf = (cursor: Cursor): string => `http://testserver/rows/?cursor=${encodeCursor(cursor)}&${query}`;

        const seen = new Set<string>();
        const ahead: [string, Cursor | null][] = [[`/rows/?${query}`, null]];
        for (let step = ahead.pop(); step !== undefined; step = ahead.pop()) {
          const [address, cursor] = step;
          if (seen.has(address)) continue;
          seen.add(address);
          const reference = new ReferencePage(rows, isDescending, size, cursor);
          const [next, previous] = [reference.getNextLink(), reference.getPreviousLink()];
          expect(await look(address)).toEqual({
            ids: reference.page.map(({ id }) => id),
            next: next && addressOf(next),
            previous: previous && addressOf(previous),
          });
          for (const link of [next, previous]) if (link !== null) ahead.push([addressOf(link), link]);
          if (cursor !== null && reference.page.length === 0) artifacts.empty += 1;
          if ([next, previous].some((link) => link && cursor?.offset && link.reverse !== cursor.reverse)) {
            artifacts.turned += 1;
          }
        }
      }),
      { numRuns: 60 },
    );
    expect(Math.min(...Object.values(artifacts))).toBeGreaterThan(0);
  });
});
