// Where the desk's own words for the codes of the API stand: clients never meet these, and need not carry them.

/** @param {string} code of a problem */
export const keyOfRefusal = (code) => `refusal.${code}`;
/** @param {string} name of a permission that is missing */
export const keyOfPermission = (name) => `permission.${name}`;
/** @param {string} code of a fault of one field */
export const keyOfFault = (code) => `fault.${code}`;
