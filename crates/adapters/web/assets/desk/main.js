// The studio's desk begins here.
import { lookFurther, startLanguage } from "app/i18n.js";
import { startRouter } from "app/router.js";
import { askToLeave } from "ui/dialog.js";
import { startTheme } from "ui/theme.js";
import { html, render } from "vendor/preact.js";
import { keyOfFault, keyOfPermission, keyOfRefusal } from "desk/refusals.js";
import { Shell, wake } from "desk/shell.js";

startTheme();
lookFurther({ refusal: keyOfRefusal, fault: keyOfFault, permission: keyOfPermission });
await startLanguage({ de: () => import("texts/desk-de.js"), en: () => import("texts/desk-en.js") });
startRouter({ askToLeave });
await wake();

const place = /** @type {HTMLElement} */ (document.getElementById("app"));
place.replaceChildren();
render(html`<${Shell} />`, place);
