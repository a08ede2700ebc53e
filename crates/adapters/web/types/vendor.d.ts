// What we use of vendor/preact.js. Written by hand, so that no package is needed to check types.

export type Key = string | number;
export interface VNode { type: unknown; props: Record<string, unknown>; key: Key | null }
/** What can stand in a template; signals are shown and kept up to date. */
export type Child = VNode | string | number | bigint | boolean | null | undefined | ReadonlySignal<unknown> | Child[];
export type Ref<T> = { current: T | null };
export type Component<P = any> = (props: P) => Child;

export function h(type: unknown, props?: Record<string, unknown> | null, ...children: unknown[]): VNode;
export const Fragment: Component;
export function html(strings: TemplateStringsArray, ...values: unknown[]): VNode;
export function render(what: Child, where: Element): void;
export function hydrate(what: Child, where: Element): void;
export function createPortal(what: Child, where: Element): VNode;
export function createRef<T>(): Ref<T>;
export function cloneElement(what: VNode, props?: Record<string, unknown>, ...children: unknown[]): VNode;
export function isValidElement(what: unknown): boolean;
export function toChildArray(what: unknown): VNode[];
export interface Context<T> { Provider: Component<{ value: T; children?: Child }> }
export function createContext<T>(initial: T): Context<T>;

type Cleanup = void | (() => void);
export function useState<T>(initial: T | (() => T)): [T, (next: T | ((before: T) => T)) => void];
export function useReducer<S, A>(reducer: (state: S, action: A) => S, initial: S): [S, (action: A) => void];
export function useEffect(run: () => Cleanup, inputs?: readonly unknown[]): void;
export function useLayoutEffect(run: () => Cleanup, inputs?: readonly unknown[]): void;
export function useRef<T>(initial: T): { current: T };
export function useRef<T>(initial: T | null): Ref<T>;
export function useMemo<T>(make: () => T, inputs: readonly unknown[]): T;
export function useCallback<F extends (...args: any[]) => unknown>(run: F, inputs: readonly unknown[]): F;
export function useContext<T>(context: Context<T>): T;
export function useId(): string;
export function useErrorBoundary(run?: (error: unknown) => void): [unknown, () => void];

export interface ReadonlySignal<T> {
    readonly value: T;
    peek(): T;
    subscribe(run: (value: T) => void): () => void;
}
export interface Signal<T> extends ReadonlySignal<T> { value: T }
export function signal<T>(initial: T): Signal<T>;
export function signal<T = undefined>(): Signal<T | undefined>;
export function computed<T>(make: () => T): ReadonlySignal<T>;
export function effect(run: () => Cleanup): () => void;
export function batch<T>(run: () => T): T;
export function untracked<T>(run: () => T): T;
export function useSignal<T>(initial: T): Signal<T>;
export function useSignal<T = undefined>(): Signal<T | undefined>;
export function useComputed<T>(make: () => T): ReadonlySignal<T>;
export function useSignalEffect(run: () => Cleanup): void;
