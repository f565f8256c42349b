// The house has one direction: a module imports only from its left.
const order = ['platform', 'users', 'courses', 'assignments', 'grading', 'certificates', 'dashboard'];
// The largest room keeps the same rule among its folders.
const courses = ['times', 'versions', 'cohorts', 'enrolments', 'catalogue', 'learning', 'mails'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...order.map((name, at) => ({
      name: `${name}-imports-only-from-its-left`,
      severity: 'error',
      from: { path: `^src/${name}/` },
      to: { path: `^src/(${['app', 'main', ...order.slice(at + 1)].join('|')})([./]|$)` },
    })),
    ...courses.map((name, at) => ({
      name: `courses-${name}-imports-only-from-its-left`,
      severity: 'error',
      from: { path: `^src/courses/${name}/` },
      to: { path: `^src/courses/(${['courses', ...courses.slice(at + 1)].join('|')})[./]` },
    })),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'rules-are-pure',
      comment: 'A *.rules.ts file computes; it knows neither the framework nor the database.',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: { path: 'node_modules/(@nestjs|typeorm|pg|fastify)/' },
    },
    {
      name: 'browser-takes-only-rules',
      comment:
        'What the browser shares with the server is pure. A file that somebody holds is read by the same code in both.',
      severity: 'error',
      from: { path: '^views/assets/' },
      to: {
        path: '^src/',
        pathNot: '\\.rules\\.ts$|^src/certificates/checking/files/(held-file|file-result\\.views)\\.ts$',
      },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.css'],
    },
  },
};
