/** Requests, responses, parsers, renderers, negotiation and versioning. */

export { JSONText } from '../serializers/json-text.ts';
export { type FormValue, QueryDict } from '../serializers/query-dict.ts';
export type { AppContext, Credentials, Kwargs } from './app-context.ts';
export { type ExceptionContext, type ExceptionHandler, exceptionHandler } from './exception-handler.ts';
export { type LogFacts, type Logger, stderrLogger } from './logger.ts';
export { type MediaType, parseMediaType } from './media-type.ts';
export {
  BaseContentNegotiation,
  DefaultContentNegotiation,
  type FormatChoice,
  IgnoreClientContentNegotiation,
  type NegotiableRequest,
  type Negotiated,
} from './negotiation.ts';
export {
  BaseParser,
  FileUploadParser,
  FormParser,
  JSONParser,
  MultiPartParser,
  type ParserContext,
  type ParserLimits,
  type RawUpload,
} from './parsers.ts';
export { BaseRenderer, JSONRenderer, type RendererContext } from './renderers.ts';
export {
  type AuthenticationResult,
  type Authenticator,
  type BodyReading,
  Request,
  type RequestOptions,
  type ResponseFinisher,
  SAFE_METHODS,
  type Session,
  type SessionBackend,
} from './request.ts';
export { Response, type ResponseOptions } from './response.ts';
export { sanitizeFileName, UploadedFile } from './uploaded-file.ts';
export { AnonymousUser, type RequestUser } from './user.ts';
export {
  AcceptHeaderVersioning,
  BaseVersioning,
  HostNameVersioning,
  NamespaceVersioning,
  QueryParameterVersioning,
  URLPathVersioning,
  type VersionedRequest,
  type VersioningClass,
} from './versioning.ts';
export { XMLRenderer } from './xml-renderer.ts';
