// Special functions against PyTorch (special.py).
import { testRecorded } from "./recorded.ts";

testRecorded("./special.json");
