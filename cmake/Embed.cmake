# lakecode_embed(TARGET HEADER NAMESPACE FILES...): text files as constants in a header that TARGET's sources include as
# HEADER ("tools/descriptions.h"). What it holds: tools/embed.py. It is made when the build is configured, so that linters
# find it without a build; a changed file configures again.
function(lakecode_embed target header namespace)
  list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ REGEX "^[^/]" OUTPUT_VARIABLE files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files} ${CMAKE_SOURCE_DIR}/tools/embed.py)
  execute_process(COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/embed.py --namespace ${namespace}
    --out ${CMAKE_BINARY_DIR}/embedded/${header} ${files} COMMAND_ERROR_IS_FATAL ANY)
  target_include_directories(${target} PRIVATE ${CMAKE_BINARY_DIR}/embedded)
endfunction()
