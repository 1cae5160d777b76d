import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { layers, proxyFolders } from './scripts/import-order.js';

/** Every pair of an ordered list, as zones in which the earlier one may not import the later one. */
function zones(folder, ordered) {
  return ordered.flatMap((target, index) =>
    ordered.slice(index + 1).map((from) => ({
      target: `${folder}/${target}`,
      from: `${folder}/${from}`,
      message: `${target} comes before ${from}: see ARCHITECTURE.md, "Which way imports point".`,
    })),
  );
}

const proxyFiles = proxyFolders.map((from) => ({
  target: './src/proxy/*.ts',
  from: `./src/proxy/${from}`,
  message: 'Files directly in src/proxy are imported by its folders, never the other way round.',
}));

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '**/*.generated.ts',
      '.test-build/',
      '.bench-build/',
      'build*/',
      'coverage/',
      'bench/results/',
      '**/*.d.ts',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } })],
    },
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: import.meta.dirname,
          zones: [...zones('./src', layers), ...zones('./src/proxy', proxyFolders), ...proxyFiles],
        },
      ],
      'import-x/no-default-export': 'error',
      'import-x/no-duplicates': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off', // Both are used where each reads better.
      '@typescript-eslint/no-non-null-assertion': 'off', // Typed arrays at an index known to be inside, on the data path.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off', // `as number` there, for the same reason.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions', 'methods'] }],
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'serial'], package: 'ava' }] },
      ],
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },
  {
    files: ['src/cli/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off' }, // Programs: what they print is their interface.
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.recommended],
  },
);
