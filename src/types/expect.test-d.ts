// For type tests: `type _ = Expect<Equal<typeof y, Tensor<[32, 10]>>>` fails to compile where the types differ.

export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export type Expect<Condition extends true> = Condition;
