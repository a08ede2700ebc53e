// The language and the looks.
import { LANGUAGES, language, setLanguage, t } from "app/i18n.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { startTheme, ThemeMenu } from "ui/theme.js";
import { html } from "vendor/preact.js";

startTheme();

/** Two menus, for a corner. */
export const Choices = () => html`
    <${Menu} label=${t("client.language")} class="button button-quiet" items=${Object.entries(LANGUAGES).map(([tag, name]) => ({
        label: name, checked: language.value === tag, run: () => { void setLanguage(/** @type {import("app/i18n.js").Language} */ (tag)); },
    }))}>${LANGUAGES[language.value]}<//>
    <${ThemeMenu} class="button button-icon">${icon("gear")}<//>`;
