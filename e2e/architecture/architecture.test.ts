import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Areas of the house, and which others each may import (ARCHITECTURE.md). */
const mayImport: Record<string, readonly string[]> = {
  base: [],
  language: ["base"],
  api: ["base", "language"],
  kube: ["base", "language"],
  toolkit: ["base", "language", "api", "kube"],
  engine: ["base", "language", "api"],
  "api-server": ["base", "language"],
  controller: ["base", "language", "api", "kube", "toolkit", "engine"],
  app: ["base", "language", "api", "kube", "toolkit", "engine", "api-server", "controller", "app"],
  testing: ["base", "language", "api", "kube", "toolkit", "engine", "api-server", "controller", "app"],
};

interface Package {
  name: string;
  area: string;
  directory: string;
  dependencies: string[];
}

function findPackages(): Package[] {
  const packages: Package[] = [];
  const visit = (directory: string): void => {
    const manifest = join(directory, "package.json");
    if (existsSync(manifest)) {
      const { name, dependencies = {} } = JSON.parse(readFileSync(manifest, "utf8"));
      const area = relative(join(root, "packages"), directory).split("/")[0] as string;
      packages.push({ name, area, directory, dependencies: Object.keys(dependencies) });
      return;
    }
    for (const entry of readdirSync(directory)) {
      const path = join(directory, entry);
      if (statSync(path).isDirectory()) visit(path);
    }
  };
  visit(join(root, "packages"));
  return packages;
}

function sourceFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory())
      return ["node_modules", "testdata", "dist"].includes(entry.name) ? [] : sourceFiles(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const importOf =
  /(?:^|[\s;}])(?:import|export)\s[^"';]*?from\s*"([^"]+)"|import\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm;

function importsOf(path: string): string[] {
  return [...readFileSync(path, "utf8").matchAll(importOf)].map(
    (match) => (match[1] ?? match[2] ?? match[3]) as string,
  );
}

const packages = findPackages();
const byName = new Map(packages.map((item) => [item.name, item]));
const packageOf = (specifier: string): Package | undefined =>
  byName.get(specifier.split("/").slice(0, 2).join("/"));

const productFiles = packages.flatMap((item) =>
  sourceFiles(join(item.directory, "src"))
    .filter((path) => !/\.test\.tsx?$/.test(path))
    .map((path) => ({ item, path })),
);

describe("the house", () => {
  it("knows every area", () => {
    expect([...new Set(packages.map(({ area }) => area))].filter((area) => !(area in mayImport))).toEqual([]);
    expect(productFiles.length).toBeGreaterThan(100);
  });

  it("imports in one direction only", () => {
    const violations = productFiles.flatMap(({ item, path }) =>
      importsOf(path).flatMap((specifier) => {
        const target = packageOf(specifier);
        if (target === undefined || target === item) return [];
        return mayImport[item.area]?.includes(target.area)
          ? []
          : [`${relative(root, path)} imports ${specifier}`];
      }),
    );
    expect(violations).toEqual([]);
  });

  it("has no controller that imports another", () => {
    const violations = productFiles.flatMap(({ item, path }) =>
      item.area === "controller"
        ? importsOf(path).filter(
            (specifier) => packageOf(specifier)?.area === "controller" && packageOf(specifier) !== item,
          )
        : [],
    );
    expect(violations).toEqual([]);
  });

  it("has no cycle between files", () => {
    const graph = new Map(
      productFiles.map(({ path }) => [
        path,
        importsOf(path)
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => join(dirname(path), specifier)),
      ]),
    );
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const visit = (path: string, trail: string[]): void => {
      if (state.get(path) === "done" || !graph.has(path)) return;
      if (state.get(path) === "open") {
        const cycle = trail.slice(trail.indexOf(path));
        // A type may name its owner; only what is needed at run time makes a cycle.
        if (cycle.every((file, index) => importsAtRunTime(file, cycle[(index + 1) % cycle.length] as string)))
          cycles.push(cycle.map((file) => relative(root, file)).join(" -> "));
        return;
      }
      state.set(path, "open");
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      state.set(path, "done");
    };
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it("names every package it imports in its own package.json", () => {
    const builtin = new Set(builtinModules);
    const missing = productFiles.flatMap(({ item, path }) =>
      importsOf(path).flatMap((specifier) => {
        if (
          specifier.startsWith(".") ||
          specifier.startsWith("#") ||
          specifier.startsWith("node:") ||
          builtin.has(specifier)
        )
          return [];
        const name = specifier.startsWith("@")
          ? specifier.split("/").slice(0, 2).join("/")
          : (specifier.split("/")[0] as string);
        return name === item.name || item.dependencies.includes(name) || isOptional(item, name)
          ? []
          : [`${item.name}: ${name}`];
      }),
    );
    expect([...new Set(missing)]).toEqual([]);
  });

  it("never imports tests' servers into the product", () => {
    const violations = productFiles.filter(
      ({ item, path }) =>
        item.area !== "testing" &&
        importsOf(path).some((specifier) => specifier.startsWith("@sluice/testing")),
    );
    expect(violations.map(({ path }) => relative(root, path))).toEqual([]);
  });

  it("keeps engines free of network, clock and environment", () => {
    const violations = productFiles.flatMap(({ item, path }) =>
      item.area === "engine" || item.area === "language"
        ? importsOf(path)
            .filter((specifier) =>
              /^(node:)?(net|http|https|child_process|fs|os|dns|tls)(\/|$)/.test(specifier),
            )
            .map((specifier) => `${relative(root, path)}: ${specifier}`)
        : [],
    );
    expect(violations).toEqual([]);
  });

  it("describes each folder in ARCHITECTURE.md", () => {
    const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
    const rows = new Set([...text.matchAll(/^\| `packages\/([^`]+)` \|/gm)].map((match) => match[1]));
    const folders = packages.map((item) => relative(join(root, "packages"), item.directory));
    expect(folders.filter((folder) => !rows.has(folder))).toEqual([]);
    expect([...rows].filter((row) => !folders.includes(row as string))).toEqual([]);
  });

  it("uses each error code once", () => {
    const owners = new Map<string, string[]>();
    for (const { path } of productFiles.filter(({ path }) => path.endsWith("/errors.ts"))) {
      for (const [, code] of readFileSync(path, "utf8").matchAll(/^\s{2}([A-Z][A-Z0-9_]+):/gm)) {
        owners.set(code as string, [...(owners.get(code as string) ?? []), relative(root, path)]);
      }
    }
    expect([...owners].filter(([, files]) => files.length > 1)).toEqual([]);
    expect(owners.size).toBeGreaterThan(20);
  });

  it("exports only folders that exist", () => {
    const broken = packages.flatMap((item) => {
      const { exports = {} } = JSON.parse(readFileSync(join(item.directory, "package.json"), "utf8"));
      return Object.values(exports as Record<string, { source?: string }>)
        .map(({ source }) => source)
        .filter(
          (source): source is string =>
            source !== undefined && !source.includes("*") && !existsSync(join(item.directory, source)),
        )
        .map((source) => `${item.name}: ${source}`);
    });
    expect(broken).toEqual([]);
  });
});

function importsAtRunTime(path: string, target: string): boolean {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/(import|export)\s+(type\s)?([^"';]*?)from\s*"([^"]+)"/g)].some((match) => {
    if (join(dirname(path), match[4] as string) !== target || match[2]) return false;
    const names = (match[3] as string)
      .replace(/[{}]/g, "")
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean);
    return names.some((name) => !name.startsWith("type "));
  });
}

function isOptional(item: Package, name: string): boolean {
  const { optionalDependencies = {}, peerDependencies = {} } = JSON.parse(
    readFileSync(join(item.directory, "package.json"), "utf8"),
  );
  return name in optionalDependencies || name in peerDependencies;
}
