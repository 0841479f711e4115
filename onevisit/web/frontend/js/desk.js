import * as autosave from "./autosave.js";
import * as cardReader from "./card_reader.js";
import { startAll } from "./common.js";
import * as conditions from "./conditions.js";
import * as dialogs from "./dialogs.js";
import * as itemSearch from "./item_search.js";
import * as live from "./live.js";
import * as parts from "./parts.js";
import * as print from "./print.js";
import * as session from "./session.js";
import * as shortcuts from "./shortcuts.js";
import * as signaturePad from "./signature_pad.js";
import * as submitOnce from "./submit_once.js";
import * as upload from "./upload.js";
import * as worklist from "./worklist.js";

startAll([
  session,
  parts,
  autosave,
  submitOnce,
  cardReader,
  conditions,
  dialogs,
  itemSearch,
  live,
  print,
  shortcuts,
  signaturePad,
  upload,
  worklist,
]);
