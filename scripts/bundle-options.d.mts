export declare const bundleOptions: Record<string, unknown>;
