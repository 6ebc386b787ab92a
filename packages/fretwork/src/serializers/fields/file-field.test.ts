import { describe, expect, it } from 'vitest';
import { FileField, ImageField } from './file-field.ts';

const file = (content: BlobPart, name = 'a.txt') => new File([content], name);
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

describe('FileField', () => {
  it('takes a file', () => {
    const upload = file('x');
    expect(new FileField().runValidation(upload)).toBe(upload);
  });

  it.each([
    ['x', 'The submitted data was not a file. Check the encoding type on the form.'],
    [file(''), 'The submitted file is empty.'],
    [file('x', ''), 'No filename could be determined.'],
    [file('x', 'long-name.txt'), 'Ensure this filename has at most 9 characters (it has 13).'],
  ])('refuses', (input, message) => {
    expect(() => new FileField({ maxLength: 9 }).runValidation(input)).toThrow(
      expect.objectContaining({ messages: [message] }),
    );
  });

  it('is sent as its URL or name', () => {
    expect([
      new FileField().toRepresentation({ url: '/a' }),
      new FileField().toRepresentation('a.txt'),
      new FileField().toRepresentation(''),
    ]).toEqual(['/a', 'a.txt', null]);
  });
});

describe('ImageField', () => {
  it('looks at the content, not at the name', async () => {
    await expect(new ImageField().toInternalValue(file(png, 'a.png'))).resolves.toBeInstanceOf(File);
    await expect(new ImageField().toInternalValue(file('<svg onload="x">', 'a.png'))).rejects.toThrow(
      expect.objectContaining({ codes: ['invalid_image'] }),
    );
  });
});
