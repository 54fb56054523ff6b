export declare const metaPolicy: string;
export declare const contentSecurityPolicy: string;
export declare const isolationHeaders: Readonly<Record<string, string>>;
export declare const securityHeaders: Readonly<Record<string, string>>;
