// Element-wise functions against PyTorch and NumPy (elementwise.py).
import { testRecorded } from "./recorded.ts";

testRecorded("./elementwise.json");
