{
  'variables': {
    'headers': '<(module_root_dir)/.headers',
    # Version scripts keep the C++ runtime's own symbols out of the global scope: this addon is
    # loaded RTLD_GLOBAL, so everything it exports takes precedence over the libraries after it.
    'common_flags': [
      '-std=c++17',
      '-O2',
      '-Wall',
      '-Wextra',
      '-Werror',
      '-fvisibility=hidden',
      '-fexceptions',
      '-ffile-prefix-map=<(module_root_dir)=.',
    ],
  },
  'target_defaults': {
    'include_dirs': ['<(headers)/llama.cpp'],
    'defines': ['NAPI_VERSION=8'],
    'cflags_cc!': ['-fno-exceptions', '-std=gnu++20', '-std=gnu++17'],
    'cflags_cc': ['<@(common_flags)'],
    'ldflags': ['-Wl,--build-id=none', '-Wl,-z,defs', '-Wl,--as-needed', '-Wl,-s'],
    'libraries': ['-ldl', '-lpthread'],
  },
  'targets': [
    {
      'target_name': 'switchyard-tap',
      'defines': ['SWITCHYARD_SOURCE_HASH="<!(node scripts/sourceHash.mjs)"'],
      'ldflags': ['-Wl,--version-script=<(module_root_dir)/exports.map', '-Wl,--unresolved-symbols=ignore-all'],
      'ldflags!': ['-Wl,-z,defs'],
      'sources': [
        'src/addon.cc',
        'src/batchValue.cc',
        'src/batchRing.cc',
        'src/contextRegistry.cc',
        'src/decodeScope.cc',
        'src/deviceValue.cc',
        'src/expertsOnCpu.cc',
        'src/graphTaps.cc',
        'src/initScope.cc',
        'src/interposed.cc',
        'src/layoutCheck.cc',
        'src/librarySet.cc',
        'src/napiValues.cc',
        'src/routingNodes.cc',
        'src/schedulerRegistry.cc',
        'src/schedulerTaps.cc',
        'src/stagingPool.cc',
        'src/tap.cc',
        'src/tapMemory.cc',
        'src/tapPlacement.cc',
      ],
    },
  ],
  'conditions': [
    ['"<!(node -p "process.env.SWITCHYARD_TEST_READER || 0")"=="1"', {
      'targets': [
        {
          'target_name': 'switchyard-test-reader',
          'ldflags': ['-Wl,--version-script=<(module_root_dir)/testReader/exports.map', '-Wl,--unresolved-symbols=ignore-all'],
          'ldflags!': ['-Wl,-z,defs'],
          'sources': ['testReader/reader.cc'],
        },
      ],
    }],
  ],
}
