// Lets node find modules by the bare names that the page's import map knows.
import { register } from "node:module";

const assets = new URL("../assets/", import.meta.url).href;
register(`data:text/javascript,${encodeURIComponent(`
    export function resolve(name, context, next) {
        const bare = /^(app|ui|client|desk|texts|vendor)[/]/.test(name);
        return next(bare ? ${JSON.stringify(assets)} + name : name, context);
    }
`)}`);

// Node's own channel keeps a process alive for as long as somebody listens.
Reflect.deleteProperty(globalThis, "BroadcastChannel");
