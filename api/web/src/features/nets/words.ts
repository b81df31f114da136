/** Texts of the panel of nets. */
export const words = {
  audit: { zh: "体检", en: "Audit" },
  unifying: { zh: "合网与核对", en: "Unify and check" },
} as const;
