// The language and the looks.
import { LANGUAGES, language, setLanguage, t } from "app/i18n.js";
import { icon } from "ui/icons.js";
import { Menu } from "ui/menu.js";
import { setTheme, startTheme, theme, ThemeMenu } from "ui/theme.js";
import { html } from "vendor/preact.js";

startTheme();

const languages = () => Object.entries(LANGUAGES).map(([tag, name]) => ({
    label: name, checked: language.value === tag, run: () => { void setLanguage(/** @type {import("app/i18n.js").Language} */ (tag)); },
}));

/** Both as parts of a menu. */
export const items = () => [...languages(), ...(/** @type {import("ui/theme.js").Theme[]} */ (["system", "light", "dark"]).map((one) => ({
    label: `${t("theme.label")}: ${t(`theme.${one}`)}`, checked: theme.value === one, run: () => setTheme(one),
})))];

/** Two menus, for a corner. */
export const Choices = () => html`
    <${Menu} label=${t("client.language")} class="button button-quiet" items=${languages()}>${LANGUAGES[language.value]}<//>
    <${ThemeMenu} class="button button-icon">${icon("gear")}<//>`;
