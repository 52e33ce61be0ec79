// needle-ts/models: whole networks, each a file to be read.
export { type ChooseOptions, choose } from "./choose.ts";
export { ConvBN } from "./conv-bn.ts";
export { ConvNet, type ConvNetOptions } from "./conv-net.ts";
export { type GenerateOptions, generate } from "./generate.ts";
export { GPT, type GPTOptions } from "./gpt.ts";
export { LanguageModel, type LanguageModelOptions, languageModelNames, type TextState } from "./language-model.ts";
export { MLPResNet, type MLPResNetOptions, ResidualBlock } from "./mlp-resnet.ts";
export { ResNet9 } from "./resnet9.ts";
