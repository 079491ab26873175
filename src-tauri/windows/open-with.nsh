; Puts the app into "Open with" for statement files. Not by `fileAssociations`: tauri's installer would then make us the
; default program for them, and these files belong to Excel, WPS and the PDF reader of the shop's computer.

!macro RECOUP_OFFER EXT
  WriteRegStr SHCTX "Software\Classes\Applications\${MAINBINARYNAME}.exe\SupportedTypes" ".${EXT}" ""
  WriteRegStr SHCTX "Software\Classes\.${EXT}\OpenWithList\${MAINBINARYNAME}.exe" "" ""
!macroend

!macro RECOUP_WITHDRAW EXT
  DeleteRegKey SHCTX "Software\Classes\.${EXT}\OpenWithList\${MAINBINARYNAME}.exe"
  ; What we made and nobody else has filled; a key with anything in it stays.
  DeleteRegKey /ifempty SHCTX "Software\Classes\.${EXT}\OpenWithList"
  DeleteRegKey /ifempty SHCTX "Software\Classes\.${EXT}"
!macroend

!macro RECOUP_EACH MACRO
  !insertmacro ${MACRO} "csv"
  !insertmacro ${MACRO} "xls"
  !insertmacro ${MACRO} "xlsx"
  !insertmacro ${MACRO} "pdf"
!macroend

!macro NSIS_HOOK_POSTINSTALL
  WriteRegStr SHCTX "Software\Classes\Applications\${MAINBINARYNAME}.exe" "FriendlyAppName" "${PRODUCTNAME}"
  WriteRegStr SHCTX "Software\Classes\Applications\${MAINBINARYNAME}.exe\shell\open\command" "" '"$INSTDIR\${MAINBINARYNAME}.exe" "%1"'
  !insertmacro RECOUP_EACH RECOUP_OFFER
!macroend

!macro NSIS_HOOK_POSTUNINSTALL
  !insertmacro RECOUP_EACH RECOUP_WITHDRAW
  DeleteRegKey SHCTX "Software\Classes\Applications\${MAINBINARYNAME}.exe"
!macroend
