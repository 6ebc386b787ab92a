/** What Vite makes of imports that are no TypeScript. */
/// <reference types="vite/client" />
