/** Views: functions, classes, generics and viewsets. */
export { Action, type ActionHandler, type ActionOptions, action } from './action.ts';
export { APIView, type Handler, HTTP_METHOD_NAMES, type HttpMethodName, type ViewClass } from './api-view.ts';
export { BoundView, type ViewAttributes } from './bound-view.ts';
export { apiView, type FunctionView, type FunctionViewOptions, type HttpMethod } from './function-view.ts';
export { type ActionMap, ViewSet, type ViewSetClass } from './viewsets.ts';
