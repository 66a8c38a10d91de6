// The staff's plain pages: nothing but the choice of language.

import { languageButton } from "./language.js";

languageButton(document.getElementById("language"));
