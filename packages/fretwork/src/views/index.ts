/** Views: functions, classes, generics and viewsets. */
export { Action, type ActionAddress, type ActionHandler, type ActionOptions, action } from './action.ts';
export { APIView, type Handler, HTTP_METHOD_NAMES, type HttpMethodName, type ViewClass } from './api-view.ts';
export { BoundView, type ViewAttributes } from './bound-view.ts';
export { apiView, type FunctionView, type FunctionViewOptions, type HttpMethod } from './function-view.ts';
export {
  type AnyObject,
  GenericAPIView,
  type ObjectOf,
  type ViewQuerySet,
  type ViewSerializer,
  type ViewSerializerClass,
} from './generic-api-view.ts';
export {
  CreateAPIView,
  DestroyAPIView,
  ListAPIView,
  ListCreateAPIView,
  RetrieveAPIView,
  RetrieveDestroyAPIView,
  RetrieveUpdateAPIView,
  RetrieveUpdateDestroyAPIView,
  UpdateAPIView,
} from './generics.ts';
export { type Constructor, mix } from './mix.ts';
export {
  CreateModelMixin,
  DestroyModelMixin,
  ListModelMixin,
  RetrieveModelMixin,
  UpdateModelMixin,
} from './mixins.ts';
export {
  type ActionMap,
  GenericViewSet,
  ModelViewSet,
  ReadOnlyModelViewSet,
  ViewSet,
  type ViewSetClass,
  ViewSetMixin,
} from './viewsets.ts';
