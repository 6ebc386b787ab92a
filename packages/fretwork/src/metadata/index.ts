/** What `OPTIONS` answers. */
export { BaseMetadata, type DescribedView } from './metadata.ts';
export { type FieldInfo, SimpleMetadata } from './simple-metadata.ts';
