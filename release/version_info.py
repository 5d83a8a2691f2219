"""What Windows shows of a program under Properties, Details."""


def windows_version(version: str) -> object:
    """PyInstaller's description of `version` ("1.2.3"). Windows only: elsewhere the classes cannot be imported."""
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo,
        StringFileInfo,
        StringStruct,
        StringTable,
        VarFileInfo,
        VarStruct,
        VSVersionInfo,
    )

    numbers = tuple(int(part) for part in (*version.split("."), "0"))[:4]
    texts = {
        "CompanyName": "StyleGUI contributors",
        "FileDescription": "StyleGUI: watch a photograph turn into a painting",
        "FileVersion": version,
        "ProductName": "StyleGUI",
        "ProductVersion": version,
        "LegalCopyright": "MIT licence",
        "OriginalFilename": "StyleGUI.exe",
    }
    strings = StringTable("040904B0", [StringStruct(key, value) for key, value in texts.items()])
    translation = VarFileInfo([VarStruct("Translation", [1033, 1200])])
    return VSVersionInfo(FixedFileInfo(filevers=numbers, prodvers=numbers), [StringFileInfo([strings]), translation])
