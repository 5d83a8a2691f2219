"""What of torch the bundle needs: its libraries and the modules that are imported, without tests, headers and sources.

It takes the place of the hook that PyInstaller's community keeps, which collects all of torch.
"""

from pathlib import Path

from PyInstaller.utils.hooks import (
    PY_DYLIB_PATTERNS,
    collect_dynamic_libs,
    collect_submodules,
    get_module_file_attribute,
)

# Compilers, other front ends and tests: a run, Auto or a fetched network imports nothing of them.
UNUSED = (
    "torch._dynamo",
    "torch._export.serde",
    "torch._inductor",
    "torch._lazy",
    "torch._vendor.quack",
    "torch.ao.ns",
    "torch.ao.pruning",
    "torch.contrib",
    "torch.distributed._shard",
    "torch.distributed._tools",
    "torch.distributed.checkpoint",
    "torch.distributed.elastic",
    "torch.distributed.flight_recorder",
    "torch.distributed.fsdp",
    "torch.distributed.pipelining",
    "torch.distributed.tensor",
    "torch.onnx",
    "torch.testing._internal.common_methods",
    "torch.testing._internal.common_modules",
    "torch.testing._internal.common_nn",
    "torch.testing._internal.distributed",
    "torch.testing._internal.generated",
    "torch.testing._internal.opinfo",
    "torch.utils.benchmark",
    "torch.utils.bottleneck",
    "torch.utils.tensorboard",
)
TEST_LIBRARIES = ("libtorchbind_test", "libjitbackend_test", "libbackend_with_compiler", "libaoti_custom_ops")

warn_on_missing_hiddenimports = False
# Settings of torch's that read their own source when they are imported; the rest runs without.
module_collection_mode = {
    "torch": "pyz",
    "torch._export.config": "pyz+py",
    "torch._functorch.config": "pyz+py",
    "torch.compiler.config": "pyz+py",
    "torch.distributed.config": "pyz+py",
    "torch.functional": "pyz+py",
    "torch.fx.experimental._config": "pyz+py",
    "torch.utils.serialization.config": "pyz+py",
}
hiddenimports = collect_submodules("torch", filter=lambda name: not name.startswith(UNUSED), on_error="ignore")
excludedimports = list(UNUSED)
binaries = [
    (source, folder)
    for source, folder in collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
    if not any(name in source for name in TEST_LIBRARIES)
]
# torch does not start without the file, though only programs of several processes run it.
manager = Path(get_module_file_attribute("torch")).parent / "bin" / "torch_shm_manager"
binaries += [(str(manager), "torch/bin")] if manager.is_file() else []
# A link to a library at the top of the folder makes torch look for the others there.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
