/** Planned aggregates: what they are over, and how their values are read. */
import { describe, expect, it } from 'vitest';
import { FieldError } from '../errors.ts';
import { avg, count, max, sum } from './aggregates.ts';
import { bookshop } from './bookshop.test-d.ts';
import { Aliases, Joins } from './joins.ts';
import { aggregateHolder, aggregatePath, planAggregate, planRowAggregate } from './plan-aggregates.ts';

const { Author, Book } = bookshop();

describe('aggregatePath', () => {
  it.each([
    [count(), 'id'],
    [count('author'), 'id'],
    [count('tags'), 'code'],
    [sum('author.rating'), 'rating'],
    [max('title'), 'title'],
  ])('%j is over', (aggregate, holder) => {
    expect(aggregatePath(Book.meta, aggregate).holder.name).toBe(holder);
  });

  it.each([sum('title'), avg('createdAt'), sum('*'), max('nope'), max('inPrint'), count('author.nope')])(
    'refuses %j',
    (aggregate) => {
      expect(() => aggregatePath(Book.meta, aggregate)).toThrow(FieldError);
    },
  );
});

describe('planAggregate', () => {
  it.each([
    [count('pages'), 'count', 'bigInteger'],
    [sum('pages'), 'number', 'bigInteger'],
    [sum('price'), 'value', 'decimal'],
    [avg('price'), 'mean', 'float'],
    [max('createdAt'), 'value', 'dateTime'],
  ])('%j is read as', (aggregate, reads, kind) => {
    const planned = planAggregate(Book.meta, aggregate, new Joins(new Aliases()), ['']);
    expect([planned.reads, planned.holder.kind]).toEqual([reads, kind]);
    expect(aggregateHolder(Book.meta, aggregate).kind).toBe(kind);
  });
});

describe('planRowAggregate', () => {
  it.each([
    [count('books'), 'scalar'],
    [count('country'), 'presence'],
    [max('country.name'), 'column'],
    [count(), 'one'],
  ])('%j is, for each row', (aggregate, type) => {
    const aliases = new Aliases();
    expect(planRowAggregate(Author.meta, aggregate, new Joins(aliases), aliases).expr.type).toBe(type);
  });
});
