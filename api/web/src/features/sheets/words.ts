/** Texts of the panel of sheets and dossiers. */
export const words = {
  maps: { zh: "图幅", en: "Map sheets" },
  dossiers: { zh: "网格档案", en: "Dossiers" },
} as const;
