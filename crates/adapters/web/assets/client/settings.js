// The language and the looks.
import { LANGUAGES, language, setLanguage, t } from "app/i18n.js";
import { setTheme, startTheme, theme } from "ui/theme.js";

startTheme();

const languages = () => Object.entries(LANGUAGES).map(([tag, name]) => ({
    label: name, checked: language.value === tag, run: () => { void setLanguage(/** @type {import("app/i18n.js").Language} */ (tag)); },
}));

/** For the menu of the bar. */
export const items = () => [...languages(), ...(/** @type {import("ui/theme.js").Theme[]} */ (["system", "light", "dark"]).map((one) => ({
    label: `${t("theme.label")}: ${t(`theme.${one}`)}`, checked: theme.value === one, run: () => setTheme(one),
})))];
