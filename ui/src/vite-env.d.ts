/// <reference types="vite/client" />
interface ImportMetaEnv {
  readonly VITE_HOST?: "fake";
}
