/** The registry: models and databases of one defineModels call. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { sqliteMemory } from '../testing/databases.ts';
import { bindDatabases, defineModels, registryOf } from './define-models.ts';
import { f } from './field.ts';
import { modelOf } from './meta.ts';

const define = () => defineModels({ A: { name: f.text() }, B: { as: f.manyToMany('A') } });

describe('modelOf', () => {
  it('knows objects of models from everything else', () => {
    const { A } = define();
    expect(modelOf(new A({ name: 'a' }))).toBe(A.meta);
    for (const other of [null, undefined, 5, 'a', {}, Object.create(null), { constructor: { meta: A.meta } }])
      expect(modelOf(other)).toBeUndefined();
  });
});

describe('Registry', () => {
  it('knows all models, those between many and many included', () => {
    expect([...registryOf(define()).models.keys()]).toEqual(['A', 'B', 'B_as']);
  });

  it('says how to get a database, and which there are', async () => {
    const models = define();
    expect(() => registryOf(models).database()).toThrow(/no database yet: createApp/);
    const { database, drop } = await sqliteMemory.create();
    bindDatabases(models, { default: database, replica: database });
    expect(registryOf(models).database()).toBe(database);
    expect(registryOf(models).database('replica')).toBe(database);
    expect(() => registryOf(models).database('other')).toThrow(
      'There is no database "other": the aliases are default, replica.',
    );
    bindDatabases(models, { default: database });
    expect([...registryOf(models).databases.keys()]).toEqual(['default']);
    await drop();
  });

  it('belongs to one call: two apps in one process never meet', async () => {
    const [one, two] = [define(), define()];
    const { database, drop } = await sqliteMemory.create();
    bindDatabases(one, { default: database });
    expect(() => registryOf(two).database()).toThrow(ImproperlyConfigured);
    expect(() => registryOf({ ...one, C: two.A })).toThrow('Pass the models of exactly one defineModels(…) call.');
    expect(() => registryOf({})).toThrow(ImproperlyConfigured);
    await drop();
  });

  it('has a clock', () => {
    expect(Math.abs(registryOf(define()).now().getTime() - Date.now())).toBeLessThan(1000);
  });
});
