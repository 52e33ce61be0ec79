// Homework 2: modules, optimizers, data, on homework 1's graph, whose names are here too.
export * from "../hw1/index.ts";
export * as data from "./data/index.ts";
export * as init from "./init/index.ts";
export { MLPResNet, type MLPResNetOptions, type Norm, ResidualBlock } from "./mlp-resnet.ts";
export * as nn from "./nn/index.ts";
export { LogSoftmax, LogSumExp, logsoftmax, logsumexp } from "./ops/logarithmic.ts";
export { Tanh, tanh } from "./ops/tanh.ts";
export * as optim from "./optim/index.ts";
export { random } from "./random.ts";
export { epoch, type TrainMnistOptions, trainMnist } from "./training.ts";
